"""A stranger's video, read with suspicion in a process of its own: made anew without sound and without what the phone
wrote beside the picture, small enough for a phone, with a still for lists.

FFmpeg guesses among hundreds of formats, some of which name other files and addresses; it is told which of two to read.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from av.filter import Graph
from av.video.frame import PictureType

from roadmap.apart import tie
from roadmap.decoding import BadPicture, Fault, encoded, little_memory
from roadmap.masks import Cover, Mask, cell_of
from roadmap.video_files import LONGEST_S, Still, format_of

GRACE_S = 1  # a phone that is told to stop after a minute does so a little later
MOST_PIXELS = 4096 * 2304  # of a frame
# What is decoded, before any is left out: a minute of slow motion, or of the largest frames at twice the usual rate
MOST_FRAMES = (LONGEST_S + GRACE_S) * 240
MOST_DECODED = (LONGEST_S + GRACE_S) * 60 * MOST_PIXELS
MOST_CPU_S = 200
LONG_SIDE, SHORT_SIDE = 1280, 720
FRAMES_PER_S = 30
STILL_AT = FRAMES_PER_S  # a second in, where the hand is steady
POLITE = 10  # the machine's other work goes first
MOST_MEMORY = 450 * 2**20  # of one video, above what the process has
ENCODER = {"preset": "veryfast", "crf": "26", "maxrate": "2500k", "bufsize": "5000k", "rc-lookahead": "10"}
FORMATS = {"mov": "mov", "webm": "matroska"}


def remade(source: Path, target: Path, masks: Sequence[Mask] = ()) -> Still:
    """An MP4 (H.264) at `target`, masked from beginning to end. Raises BadPicture."""
    try:
        with little_memory(MOST_MEMORY):
            return _remade(source, target, masks)
    except MemoryError as error:
        raise BadPicture(Fault.LARGE) from error
    except (FFmpegError, ValueError, OverflowError) as error:
        raise BadPicture(Fault.NO_VIDEO) from error


def _remade(source: Path, target: Path, masks: Sequence[Mask]) -> Still:
    with source.open("rb") as file:
        kind = format_of(file)
    if kind is None:
        raise BadPicture(Fault.NO_VIDEO)
    reading = {"format": FORMATS[kind], "options": {"protocol_whitelist": "file"}, "metadata_errors": "replace"}
    writing = {"format": "mp4", "options": {"movflags": "+faststart"}}  # the index first, so that playing begins early
    with av.open(str(source), **reading) as told, av.open(str(target), "w", **writing) as made:
        return _written(made, map(_masked(masks), _frames(told)))


def _frames(told: av.container.InputContainer) -> Iterator[av.VideoFrame]:
    """Upright, small, evenly in time. Raises BadPicture for what is too large or too long, whatever it claims."""
    if not told.streams.video:
        raise BadPicture(Fault.NO_VIDEO)
    stream = told.streams.video[0]
    if told.duration and told.duration > (LONGEST_S + GRACE_S) * av.time_base:
        raise BadPicture(Fault.LONG)
    if stream.codec_context.width * stream.codec_context.height > MOST_PIXELS:
        raise BadPicture(Fault.LARGE)
    stream.thread_count, graph, left = 1, None, (LONGEST_S + GRACE_S) * FRAMES_PER_S
    for frame in _bounded(told.decode(stream)):
        graph = graph or _graph(stream, frame)
        graph.vpush(frame)
        for ready in _pulled(graph):
            left -= 1
            if left < 0:
                raise BadPicture(Fault.LONG)
            yield ready
    if graph is None:
        raise BadPicture(Fault.NO_VIDEO)
    graph.vpush(None)
    yield from _pulled(graph)


def _bounded(frames: Iterator[av.VideoFrame]) -> Iterator[av.VideoFrame]:
    """No more of them than a phone makes, in number and in pixels: a small file may hold a million."""
    count = pixels = 0
    for frame in frames:
        count, pixels = count + 1, pixels + frame.width * frame.height
        if count > MOST_FRAMES or pixels > MOST_DECODED:
            raise BadPicture(Fault.SLOW)
        yield frame


def _pulled(graph: Graph) -> Iterator[av.VideoFrame]:
    while True:
        try:
            yield graph.vpull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return


def _graph(stream: av.VideoStream, frame: av.VideoFrame) -> Graph:
    """Turned as the phone was held, fitted, at an even rate."""
    turns = {90: ["transpose=cclock"], 180: ["hflip", "vflip"], 270: ["transpose=clock"]}.get(frame.rotation % 360, [])
    width, height = (frame.height, frame.width) if frame.rotation % 180 else (frame.width, frame.height)
    scale = min(1, LONG_SIDE / max(width, height), SHORT_SIDE / min(width, height))
    small = [max(2, int(side * scale) // 2 * 2) for side in (width, height)]
    steps = [f"fps={FRAMES_PER_S}", *turns, f"scale={small[0]}:{small[1]}", "setsar=1", "format=yuv420p"]
    graph = Graph()
    last = graph.add_buffer(template=stream, width=frame.width, height=frame.height, format=frame.format)
    for step in steps:
        name, _equals, arguments = step.partition("=")
        filter_ = graph.add(name, arguments or None)
        last.link_to(filter_)
        last = filter_
    last.link_to(graph.add("buffersink"))
    graph.configure()
    return graph


def _written(made: av.container.OutputContainer, frames: Iterator[av.VideoFrame]) -> Still:
    stream, still, count = None, None, 0
    for frame in frames:
        stream = stream or _stream(made, frame)
        frame.pts, frame.time_base, frame.pict_type = count, Fraction(1, FRAMES_PER_S), PictureType.NONE
        made.mux(stream.encode(frame))
        still = frame if count <= STILL_AT else still
        count += 1
    if stream is None:
        raise BadPicture(Fault.NO_VIDEO)
    made.mux(stream.encode(None))
    return Still(*encoded(still.to_image()), still.width, still.height, count / FRAMES_PER_S)


def _stream(made: av.container.OutputContainer, frame: av.VideoFrame) -> av.VideoStream:
    stream = made.add_stream("libx264", rate=FRAMES_PER_S, options=ENCODER)
    stream.width, stream.height, stream.pix_fmt, stream.thread_count = frame.width, frame.height, "yuv420p", 1
    return stream


def _masked(masks: Sequence[Mask]) -> Callable[[av.VideoFrame], av.VideoFrame]:
    """The same boxes in every frame."""

    def on(frame: av.VideoFrame) -> av.VideoFrame:
        if not masks:
            return frame
        flat = frame.to_ndarray().reshape(-1)
        for mask in masks:
            for plane, neutral in zip(_planes(flat, frame.width, frame.height), (16, 128, 128), strict=True):
                left, top, right, bottom = mask.box(plane.shape[1], plane.shape[0])
                _cover(plane[top:bottom, left:right], neutral if mask.cover == Cover.SOLID else None)
        return av.VideoFrame.from_ndarray(flat.reshape(frame.height * 3 // 2, frame.width), format="yuv420p")

    return on


def _planes(flat: np.ndarray, width: int, height: int) -> list[np.ndarray]:
    """Brightness and the two colours of half its size, as views."""
    whole, quarter = width * height, width * height // 4
    half = (height // 2, width // 2)
    colours = [flat[whole + part * quarter : whole + (part + 1) * quarter].reshape(half) for part in (0, 1)]
    return [flat[:whole].reshape(height, width), *colours]


def _cover(part: np.ndarray, value: int | None) -> None:
    """In one value, or in cells of their average."""
    if value is not None:
        part[:] = value
        return
    height, width = part.shape
    cell = cell_of(width, height)
    for top in range(0, height, cell):
        for left in range(0, width, cell):
            inside = part[top : top + cell, left : left + cell]
            inside[:] = int(inside.mean())


def main() -> None:
    """A line of JSON, then the two JPEGs of the still."""
    source, target, parent = sys.argv[1:]
    tie(int(parent), MOST_CPU_S)
    os.nice(POLITE)
    masks = [Mask(**told) for told in json.loads(sys.stdin.buffer.read())]
    try:
        made = remade(Path(source), Path(target), masks)
    except BadPicture as error:
        sys.stdout.buffer.write(json.dumps({"fault": error.fault}).encode() + b"\n")
        return
    head = {"jpeg": len(made.jpeg), "width": made.width, "height": made.height, "seconds": made.seconds}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + made.jpeg + made.thumbnail)


if __name__ == "__main__":
    main()
