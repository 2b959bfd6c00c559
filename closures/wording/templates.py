"""The templates of the texts: where they lie, how their blocks are rendered, and the lint for a city's own ones.

`posts/<manner>/<phase>.txt` holds three blocks (state, lead, then); long.txt, short.txt, headline.txt, subject.txt and
alt_text.txt put them together with the other facts. Plain text: nothing is escaped.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from django.template import Context, Engine, TemplateSyntaxError
from django.template.base import Lexer, Parser, Template, Token, TokenType, Variable
from django.template.library import import_library
from django.template.loader_tags import BlockNode
from django.utils.translation import gettext as _

from .english.fields import FIELDS as ENGLISH_FIELDS
from .fields import FIELDS

FOLDER = Path(__file__).parents[2] / "templates"
_FIELDS = {"ru": FIELDS, "en": ENGLISH_FIELDS}
_TAGS = frozenset(("if", "elif", "else", "endif", "block", "endblock", "comment", "endcomment"))
_OPERATORS = frozenset(("and", "or", "not", "in", "is", "==", "!=", "<", ">", "<=", ">="))
_BUILTINS = [import_library(name) for name in Engine.default_builtins]


@lru_cache(maxsize=8)
def _engine(overrides: frozenset[tuple[str, str]]) -> Engine:
    loaders = [
        ("django.template.loaders.locmem.Loader", dict(overrides)),
        ("django.template.loaders.filesystem.Loader", [FOLDER]),
    ]
    return Engine(loaders=[("django.template.loaders.cached.Loader", loaders)], autoescape=False)


def engine(overrides: Mapping[str, str] | None = None) -> Engine:
    """`overrides` are a city's own templates by name, such as "posts/closure/announced.txt"."""
    return _engine(frozenset((overrides or {}).items()))


def render(template: Template, values: Mapping[str, str]) -> str:
    return tidy(template.render(Context(dict(values), autoescape=False)))


def render_blocks(template: Template, values: Mapping[str, str]) -> dict[str, str]:
    """Each block of the template by itself."""
    context = Context(dict(values), autoescape=False)
    with context.render_context.push_state(template), context.bind_template(template):
        blocks = template.nodelist.get_nodes_by_type(BlockNode)
        return {block.name: tidy(block.nodelist.render(context)) for block in blocks}


def tidy(text: str) -> str:
    """Takes away what empty fields leave: doubled spaces, spaces before marks, more than one empty line."""
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r" ?\n ?", "\n", text)
    text = re.sub(r" ([,.;:!?])(?=\s|$)", r"\1", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def lint(source: str, language: str = "ru") -> list[str]:
    """What is wrong with a city's own template: unknown fields, tags that texts do not need, bad syntax."""
    tokens = Lexer(source).tokenize()
    if foreign := [problem for token in tokens for problem in _foreign_tags(token)]:
        return foreign
    try:
        Engine(autoescape=False).from_string(source)
    except TemplateSyntaxError as error:
        return [str(error)]
    return [problem for token in tokens for problem in _unknown_fields(token, _FIELDS[language])]


def _foreign_tags(token: Token) -> Iterator[str]:
    tag = token.contents.split(maxsplit=1)[0] if token.token_type == TokenType.BLOCK and token.contents else ""
    if tag and tag not in _TAGS:
        yield _("line %(line)d: the tag “%(tag)s” has no use here") % {"line": token.lineno, "tag": tag}


def _unknown_fields(token: Token, known: Collection[str]) -> Iterator[str]:
    if token.token_type == TokenType.VAR:
        expressions = [token.contents]
    elif token.token_type == TokenType.BLOCK and token.contents.startswith(("if ", "elif ")):
        expressions = [word for word in token.split_contents()[1:] if word not in _OPERATORS]
    else:
        expressions = []
    for name in (name for expression in expressions for name in _names(expression)):
        if name not in known:
            yield _("line %(line)d: there is no field “%(name)s”") % {"line": token.lineno, "name": name}


def _names(expression: str) -> Iterator[str]:
    """The variables of an expression with its filters: «when|default:hours» → when, hours."""
    compiled = Parser([], builtins=_BUILTINS).compile_filter(expression)
    arguments = [value for _, values in compiled.filters for is_lookup, value in values if is_lookup]
    for variable in (compiled.var, *arguments):
        if isinstance(variable, Variable) and variable.lookups is not None:
            yield variable.var
