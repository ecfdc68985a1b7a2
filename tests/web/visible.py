"""What a reader sees or hears of a page, without what is somebody's name or text in another language."""

from html.parser import HTMLParser

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_UNSEEN = frozenset({"script", "style", "head", "datalist", "svg"})
_SAID = ("placeholder", "title", "aria-label", "alt")


class _Reader(HTMLParser):
    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.words: list[str] = []
        self._skipping: list[bool] = [False]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        foreign = given.get("lang") not in {None, self.language} or tag == "bdi" or given.get("dir") == "auto"
        skipping = self._skipping[-1] or tag in _UNSEEN or (foreign and tag != "html")
        if not skipping:
            self.words.extend(value for name in _SAID if (value := given.get(name)))
            if tag == "input" and given.get("type") in {"submit", "button"}:
                self.words.append(given.get("value") or "")
        if tag not in _VOID:
            self._skipping.append(skipping)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self._skipping.pop()

    def handle_data(self, data: str) -> None:
        if not self._skipping[-1] and data.strip():
            self.words.append(" ".join(data.split()))


def visible(page: str, language: str) -> list[str]:
    """The pieces of text of a page in its own language, attributes that are shown or read aloud included."""
    reader = _Reader(language)
    reader.feed(page)
    return reader.words
