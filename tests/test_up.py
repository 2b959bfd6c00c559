"""`./run` for real: servers in a folder of their own, killed, started again and stopped."""

import ast
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from urllib.request import urlopen

import psycopg
import pytest

from deploy.up import account, locks, processes, programs, serve, supervisor
from deploy.up.record import Record
from roadmap.celery import app
from roadmap.channels import CHANNELS
from roadmap.setting_up import uploads

CHECKOUT = Path(__file__).resolve().parent.parent
PATIENCE_S = 120  # a busy machine is slow, not wrong: only what never comes is; less than the parts of the tests sleep
OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "DJANGO_SETTINGS_MODULE",
    "TEST_DATABASE",
)


@pytest.fixture(scope="module")
def data():
    """Not pytest's folder: root's may not be entered by the user whom PostgreSQL runs as."""
    folder = Path(tempfile.mkdtemp(prefix="roadmap-up-"))
    folder.chmod(0o755)
    yield folder / "data"
    run(folder / "data", "stop")
    shutil.rmtree(folder)


@pytest.fixture
def services(data):
    assert run(data, "services").returncode == 0
    return data


def run(data: Path, *words: str, **more) -> subprocess.CompletedProcess:
    settings = {"capture_output": True, "text": True, "stdin": subprocess.DEVNULL, "timeout": PATIENCE_S} | more
    return subprocess.run([CHECKOUT / "run", *words], env=own_environment(data), check=False, **settings)


def own_environment(data: Path) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in OURS} | {"ROADMAP_DATA": str(data)}


def kept(data: Path) -> dict[str, str]:
    lines = (data / "environment").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


def query(data: Path, sql: str):
    with psycopg.connect(kept(data)["DATABASE_URL"]) as connection:
        return connection.execute(sql).fetchall() if sql.startswith("SELECT") else connection.execute(sql)


def servers(data: Path) -> list[int]:
    """PostgreSQL with its backends, and Redis."""
    port = kept(data)["REDIS_PORT"]
    name = str(data / "postgres")
    title = "roadmap_" + "".join(letter if letter.isalnum() else "_" for letter in name)[-40:]
    return [pid for pid in processes.everyone() if _is_server(processes.command_line(pid), name, title, port)]


def _is_server(words: str, folder: str, title: str, port: str) -> bool:
    return f"-D {folder}" in words or words.startswith(f"postgres: {title}") or words.endswith(f"127.0.0.1:{port}")


def test_services_have_all_extensions_and_secrets_that_only_the_owner_reads(services):
    names = {name for (name,) in query(services, "SELECT extname FROM pg_extension")}
    assert {"postgis", "pgrouting", "btree_gist", "pg_trgm"} <= names
    assert query(services, "SELECT current_setting('jit'), current_setting('fsync')") == [("off", "on")]
    assert query(services, "SELECT current_setting('listen_addresses')") == [("",)]
    assert stat.S_IMODE((services / "environment").stat().st_mode) == 0o600
    assert stat.S_IMODE((services / "sockets").stat().st_mode) == 0o750
    assert len(kept(services)["SECRET_KEY"]) >= 50


def test_the_sites_role_owns_its_database_and_nothing_more(services):
    rights = "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    assert query(services, rights) == [(False, False, False)]
    assert query(services, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()") == [
        ("roadmap",)
    ]
    for denied in ("CREATE ROLE another", "SELECT pg_read_file('/etc/passwd')"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            query(services, denied)


def test_nobody_comes_as_another_role_or_into_anothers_database(services):
    address = kept(services)["DATABASE_URL"]
    for stranger in (address.replace("//roadmap@", "//nobody@"), address.replace("//roadmap@", "//roadmap_test@")):
        with pytest.raises(psycopg.OperationalError, match="Peer authentication failed|permission denied"):
            psycopg.connect(stranger)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts things for others")
def test_the_web_and_the_database_are_two_users_and_a_third_comes_to_neither(services):
    owners = {name: (services / name).stat().st_uid for name in ("postgres", "redis", "media", "environment")}
    assert owners["redis"] == owners["media"] == owners["environment"] != owners["postgres"]
    assert 0 not in owners.values()
    for user, comes_in in (("roadmap", True), ("nobody", False)):
        argv = ["setpriv", f"--reuid={user}", "--clear-groups", f"--regid={user.replace('nobody', 'nogroup')}"]
        done = subprocess.run([*argv, "ls", services / "sockets"], capture_output=True, check=False)
        assert (done.returncode == 0) is comes_in


def test_tests_and_benchmarks_make_databases_of_their_own_with_the_extensions(services):
    address = kept(services)["DATABASE_URL"].replace("//roadmap@/roadmap", "//roadmap_test@/roadmap_test")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE test_one")
    with psycopg.connect(address.replace("/roadmap_test?", "/test_one?")) as connection:
        names = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
    assert {"postgis", "pgrouting", "btree_gist", "pg_trgm"} <= names


def as_an_earlier_version_left_it(data: Path) -> None:
    """One role, the superuser, who also owns every table; one system user, who owns every file."""
    run(data, "stop")
    cluster = data / "postgres"
    owner = cluster.stat()
    for path in [data, *data.rglob("*")]:
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
    (cluster / "pg_hba.conf").write_text("local all all trust\n")
    start = [*as_user(owner), cluster_program("pg_ctl"), "-D", cluster, "-w", "-l", "/dev/null"]
    subprocess.run([*start, "start"], check=True, capture_output=True, cwd="/")
    address = f"host={data / 'sockets'} port=5432 "
    with psycopg.connect(f"{address} user=postgres dbname=postgres", autocommit=True) as connection:
        connection.execute("CREATE ROLE another SUPERUSER LOGIN")
    with psycopg.connect(f"{address} user=another dbname=roadmap", autocommit=True) as connection:
        connection.execute("REASSIGN OWNED BY roadmap TO another")
        connection.execute("DROP OWNED BY roadmap")
        connection.execute("DROP ROLE roadmap")
        connection.execute("ALTER ROLE postgres RENAME TO roadmap")
    with psycopg.connect(f"{address} user=roadmap dbname=roadmap", autocommit=True) as connection:
        connection.execute("REASSIGN OWNED BY another TO roadmap")
        connection.execute("DROP ROLE another")


def as_user(owner: os.stat_result) -> list[str]:
    mine = ["setpriv", f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}", "--clear-groups"]
    return mine if owner.st_uid != os.geteuid() else []


def cluster_program(name: str) -> str:
    return programs.find_postgres(Path("/nonexistent")).program(name)


def test_a_database_of_an_earlier_version_keeps_all_and_its_role_loses_the_rest(services):
    query(services, "CREATE TABLE before (id bigint GENERATED BY DEFAULT AS IDENTITY, word text)")
    query(services, "INSERT INTO before (word) VALUES ('there')")
    as_an_earlier_version_left_it(services)
    assert query(services, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == [(True,)]
    assert run(services, "services").returncode == 0  # also where it still runs
    assert query(services, "SELECT word FROM before") == [("there",)]
    query(services, "INSERT INTO before (word) VALUES ('new')")
    query(services, "DROP TABLE before")
    assert query(services, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == [(False,)]
    superusers = query(services, "SELECT rolname FROM pg_roles WHERE rolsuper")
    assert superusers == [("postgres",)]
    assert (services / "environment").stat().st_uid == (services / "media").stat().st_uid


def test_a_second_start_changes_nothing(services):
    before = kept(services), servers(services)
    done = run(services, "services")
    assert "running already" in done.stderr
    assert (kept(services), servers(services)) == before


def test_lines_that_a_person_added_are_kept(services):
    with (services / "environment").open("a") as file:
        file.write("TELEGRAM_CHAT=@roads\n")
    run(services, "stop")
    run(services, "services")
    assert kept(services)["TELEGRAM_CHAT"] == "@roads"


def test_after_kill_9_of_both_servers_nothing_committed_is_lost(services):
    query(services, "CREATE TABLE kept (word text)")
    query(services, "INSERT INTO kept VALUES ('there')")
    processes.send(servers(services), signal.SIGKILL)
    assert run(services, "services").returncode == 0
    assert query(services, "SELECT word FROM kept") == [("there",)]


def test_a_number_that_passed_to_another_program_does_not_stop_the_database(services):
    processes.send(servers(services), signal.SIGKILL)
    processes.wait_until(lambda: not servers(services), PATIENCE_S)
    other = subprocess.Popen(["sleep", "600"])
    try:
        mark = services / "postgres" / "postmaster.pid"
        mark.write_text("\n".join([str(other.pid), *mark.read_text().splitlines()[1:]]))
        assert run(services, "services").returncode == 0
        assert query(services, "SELECT 1") == [(1,)]
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_redis_file_that_cannot_be_read_is_set_aside(services):
    processes.send(servers(services), signal.SIGKILL)
    for file in (services / "redis" / "appendonlydir").glob("*.aof"):
        file.write_bytes(b"*9\r\nnonsense that is no command\r\n" * 4)
    done = run(services, "services")
    assert done.returncode == 0
    assert "set aside" in done.stderr


def test_stop_leaves_no_process_and_says_so_when_there_is_none(services):
    running = servers(services)
    assert len(running) > 3
    assert run(services, "stop").stderr.strip() == "Stopped."
    assert servers(services) == []
    assert "Nothing was running" in run(services, "stop").stderr


def test_manage_ends_stdout_with_the_commands_output_and_passes_its_status_on(services):
    done = run(services, "manage", "version")
    assert done.stdout.strip().splitlines()[-1].startswith("5.2")
    assert run(services, "manage", "no_such_command").returncode == 1


def test_a_port_that_is_taken_is_said_before_anything_is_done(data):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(data, "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} of 127.0.0.1 is taken by another program" in done.stderr


def test_a_second_run_says_where_the_first_is(data):
    record = Record(data)
    record.take()
    try:
        record.begin("http://127.0.0.1:8123")
        done = run(data)
    finally:
        os.close(record._held)
    assert done.returncode == 1
    assert "running already: http://127.0.0.1:8123" in done.stderr


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["--port", "0"], "0 is not a port"),
        (["--port", "many"], "many is not a port"),
        (["--roads", "/no/such.osm"], "There is no file /no/such.osm"),
        (["serve"], "There is no `./run serve`"),
        (["--hots", "x"], "unrecognized arguments"),
        (["stop", "now"], "takes nothing after it"),
    ],
)
def test_a_wrong_word_is_answered(data, words, answer):
    done = run(data, *words)
    assert done.returncode != 0
    assert answer in done.stderr


def test_it_needs_nothing_but_the_standard_library():
    paths = list((CHECKOUT / "deploy" / "up").glob("*.py"))
    assert paths
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                assert {name.name.split(".")[0] for name in node.names} <= sys.stdlib_module_names, path.name
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                assert node.module.split(".")[0] in {*sys.stdlib_module_names, "up"}, path.name


# The whole of it


def test_whatever_is_killed_comes_back_and_ctrl_c_leaves_nothing(data):
    run(data, "stop")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    argv = [CHECKOUT / "run", "--no-demo", "--port", str(port)]
    with (data.parent / "run.log").open("w") as log:
        process = subprocess.Popen(argv, env=own_environment(data), stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def is_ready() -> bool:
        try:
            return urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).status == 200
        except OSError:
            return False

    def are_up() -> bool:
        return is_ready() and {"postgres", "redis"} == kinds(servers(data)) and "beat" in written(data)["parts"]

    assert processes.wait_until(are_up, 3 * PATIENCE_S, every=0.5), (data.parent / "run.log").read_text()
    for name in ("web", "worker", "photos", "beat"):
        pid, began = written(data)["parts"][name]
        processes.send(processes.members(pid, began), signal.SIGKILL)
        assert processes.wait_until(lambda name=name, pid=pid: written(data)["parts"][name][0] != pid, PATIENCE_S), name
    for kind in ("postgres", "redis"):
        processes.send([pid for pid in servers(data) if kinds([pid]) == {kind}], signal.SIGKILL)
        assert processes.wait_until(are_up, PATIENCE_S, every=0.5), kind

    parts = [pid for pid, began in written(data)["parts"].values() for pid in processes.members(pid, began)]
    assert len(parts) >= 5
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE_S) == 0
    assert are_gone(parts, 0)
    assert servers(data) == []


def kinds(pids: list[int]) -> set[str]:
    return {"redis" if "redis-server" in processes.command_line(pid) else "postgres" for pid in pids}


@pytest.mark.parametrize("is_asked_for", [False, True])
def test_letters_have_a_worker_of_their_own_where_a_mail_server_is_named(tmp_path, is_asked_for):
    kept = {"EMAIL_URL": "smtp://127.0.0.1"} if is_asked_for else {}
    folders = SimpleNamespace(state=tmp_path, logs=tmp_path, data=tmp_path)
    parts = serve._parts(SimpleNamespace(place=folders, kept=kept), account.myself(), {}, serve._parse([]))
    queues = {part.name: part.argv[part.argv.index("-Q") + 1] for part in parts if "-Q" in part.argv}
    ours = {name: name for name in ("photos", "videos", "uploads")}
    assert queues == ours | ({"mail": CHANNELS["mail"].queue} if is_asked_for else {})


def test_what_a_queue_of_its_own_is_for_has_a_worker_there_and_takes_one_at_a_time(tmp_path):
    """Posts and the clock are nobody's who works on a file for minutes."""
    folders = SimpleNamespace(state=tmp_path, logs=tmp_path, data=tmp_path)
    parts = serve._parts(SimpleNamespace(place=folders, kept={}), account.myself(), {}, serve._parse([]))
    alone = [part.argv[part.argv.index("-Q") + 1] for part in parts if "-Q" in part.argv]
    assert all(part.argv[part.argv.index("-c") + 1] == "1" for part in parts if "-Q" in part.argv)
    slow = (uploads.TASK, "appeals.tasks.look_at_photo", "appeals.tasks.look_at_video")
    assert {app.amqp.router.route({}, name)["queue"].name for name in slow} == set(alone)
    assert app.amqp.router.route({}, "roadmap.tasks.deliver")["queue"].name not in alone


# The supervisor, with parts of our own in place of web, workers and beat

SUPERVISE = """
import signal, sys
from pathlib import Path
from deploy.up import account, supervisor
from deploy.up.commands import _stop
from deploy.up.record import Record
from deploy.up.say import Failure, Stopped
signal.signal(signal.SIGTERM, _stop)
folder = Path(sys.argv[1])
record = Record(folder); record.take(); record.end_parts(); record.begin("here")
me = account.myself()
supervisor.FIRST_PAUSE_S, supervisor.LONGEST_PAUSE_S, supervisor.MOST_FAILURES = 0.1, 0.2, 3
parts = [supervisor.Part(name, ["sh", "-c", words], {"PATH": "/usr/bin:/bin"}, folder, folder / f"{name}.log", me,
                         must_start=name == "web")
         for name, words in (pair.split("=", 1) for pair in sys.argv[2:])]
try:
    supervisor.Supervisor(parts, [], record, lambda: "web" not in sys.argv[2]).run()
except Failure as failure:
    print(failure); sys.exit(1)
except Stopped:
    sys.exit(0)
"""
STEADY = "steady=sleep 300 & wait"
STUBBORN = "stubborn=trap '' TERM; sleep 300 & sleep 300; sleep 300"


def supervise(folder: Path, *parts: str) -> subprocess.Popen:
    env = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen([sys.executable, "-c", SUPERVISE, folder, *parts], env=env, **pipes)


def written(folder: Path) -> dict:
    path = folder / "state" / "run.json"
    return json.loads(path.read_text()) if path.exists() else {"parts": {}}


def parts_of(folder: Path, count: int) -> list[int]:
    """All processes of all parts, once that many parts are written down."""
    assert processes.wait_until(lambda: len(written(folder)["parts"]) == count, PATIENCE_S)
    time.sleep(0.3)  # their children
    return [pid for session, began in written(folder)["parts"].values() for pid in processes.members(session, began)]


def are_gone(pids: list[int], within_s: float) -> bool:
    return processes.wait_until(lambda: all(processes.start_of(pid) is None for pid in pids), within_s)


def test_term_ends_all_parts_with_their_children(tmp_path):
    process = supervise(tmp_path, STEADY, "other=sleep 300 & wait")
    pids = parts_of(tmp_path, 2)
    assert len(pids) == 4
    process.terminate()
    assert process.wait(PATIENCE_S) == 0
    assert are_gone(pids, 0)


def test_a_web_that_never_answers_ends_everything_and_its_last_words_are_shown(tmp_path):
    process = supervise(tmp_path, "web=echo the disk is full; exit 3", STEADY)
    pids = parts_of(tmp_path, 2)
    said, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 1
    assert "web ended (exit status 3): started again in 0.1 s" in said
    assert "everything is stopped" in said
    assert said.rstrip().endswith("the disk is full")
    assert are_gone(pids, 0)


def test_a_beat_that_keeps_dying_is_told_and_takes_nothing_with_it(tmp_path):
    process = supervise(tmp_path, STEADY, "beat=echo no disk; exit 3")
    steady = [pid for pid in parts_of(tmp_path, 2) if "sleep 300" in processes.command_line(pid)]
    assert processes.wait_until(lambda: written(tmp_path)["failing"] == ["beat"], PATIENCE_S)
    assert not are_gone(steady, 0)
    process.terminate()
    assert process.wait(PATIENCE_S) == 0
    assert "no disk" in process.stdout.read()


LOUD = "loud=sleep 1; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo > done; sleep 300"  # more than a pipe takes in


def test_a_frozen_supervisor_holds_up_no_part(tmp_path):
    process = supervise(tmp_path, LOUD)
    parts_of(tmp_path, 1)
    process.send_signal(signal.SIGSTOP)
    assert processes.wait_until((tmp_path / "done").exists, PATIENCE_S)
    process.send_signal(signal.SIGCONT)
    process.terminate()
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0


def test_a_terminal_that_takes_nothing_holds_up_neither_a_part_nor_the_end(tmp_path):
    process = supervise(tmp_path, LOUD)
    pids = parts_of(tmp_path, 1)
    assert processes.wait_until((tmp_path / "done").exists, PATIENCE_S)
    process.terminate()
    assert process.wait(PATIENCE_S) == 0
    assert are_gone(pids, 0)


def test_a_log_that_has_grown_long_is_set_aside_while_it_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "LOG_BYTES", 1000)
    words = ["sh", "-c", "for n in $(seq 400); do echo line $n; done; sleep 1; echo last"]
    part = supervisor.Part("loud", words, dict(os.environ), tmp_path, tmp_path / "loud.log", account.myself())
    part.start()
    assert processes.wait_until(lambda: "line 400" in part.log.read_text(), PATIENCE_S)
    assert part.news()[-1] == "line 400"
    part.shorten_log()
    part.process.wait()
    assert part.news() == ["last"]
    assert part.log.read_text() == "last\n"
    assert "line 1\n" in (tmp_path / "loud.old.log").read_text()


def test_pauses_grow_and_begin_anew_after_a_calm_while(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: now[0])
    pauses = supervisor.Pauses()
    told = []
    for _ in range(10):
        pauses.fail()
        told.append(pauses.pause_s)
        assert not pauses.is_over
        now[0] += pauses.pause_s
        assert pauses.is_over
    assert told == [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert pauses.keeps_failing
    now[0] += supervisor.CALM_S + 1
    assert not pauses.keeps_failing
    pauses.fail()
    assert pauses.pause_s == 0.5


def test_what_outlives_a_killed_supervisor_is_ended_by_the_next(tmp_path):
    first = supervise(tmp_path, STUBBORN)
    pids = parts_of(tmp_path, 1)
    first.kill()
    first.wait()
    assert not are_gone(pids, 0.5)
    Record(tmp_path).end_parts(grace_s=0.5)
    assert are_gone(pids, PATIENCE_S)


def test_a_number_of_an_earlier_boot_or_of_another_process_is_left_alone(tmp_path):
    other = subprocess.Popen(["sleep", "600"], start_new_session=True)
    try:
        record = Record(tmp_path)
        record.take()
        record.begin("here")
        record.put_parts({"web": (other.pid, processes.start_of(other.pid) - 1)})
        record.end_parts(grace_s=0.2)
        assert other.poll() is None
    finally:
        os.close(record._held)
        other.kill()
        other.wait()


def test_a_lock_is_given_back_by_a_killed_holder(tmp_path):
    holder = supervise(tmp_path, STEADY)
    parts_of(tmp_path, 1)
    assert locks.is_held(tmp_path / "state" / "run.lock")
    holder.kill()
    holder.wait()
    assert processes.wait_until(lambda: not locks.is_held(tmp_path / "state" / "run.lock"), PATIENCE_S)
    Record(tmp_path).end_parts()
