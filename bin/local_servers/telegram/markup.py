"""Text with a parse mode and keyboards, judged as Telegram judges them; the plain text is what a person reads."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

from local_servers.telegram.errors import Refused
from local_servers.telegram.world import Json

_TAGS = frozenset(
    {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "tg-spoiler", "blockquote", "span"}
)
_LONGEST_TEXT = 4096
_LONGEST_CAPTION = 1024
_LONGEST_DATA = 64


class _Plain(HTMLParser):
    """Keeps the text and refuses tags that are unknown or not closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise Refused(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}" at byte offset 0')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Refused(400, f'Bad Request: can\'t parse entities: Unmatched end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        self.text += data


def plain(text: str, parse_mode: str, *, is_caption: bool = False) -> str:
    """Return the text as it is read. Raises Refused."""
    found = text
    if parse_mode.upper() == "HTML":
        parser = _Plain()
        parser.feed(text)
        parser.close()
        if parser.open:
            raise Refused(400, "Bad Request: can't parse entities: Can't find end tag")
        found = parser.text
    elif parse_mode not in {"", "Markdown", "MarkdownV2"}:
        raise Refused(400, "Bad Request: unsupported parse_mode")
    if not found.strip() and not is_caption:
        raise Refused(400, "Bad Request: message text is empty")
    if len(found) > (_LONGEST_CAPTION if is_caption else _LONGEST_TEXT):
        raise Refused(
            400, "Bad Request: message caption is too long" if is_caption else "Bad Request: message is too long"
        )
    return found


def check_keyboard(markup: Json, *, is_private: bool, loopback: bool) -> None:
    """Raise Refused for a button that Telegram does not take; `loopback` lets addresses of this machine pass."""
    for button in (one for row in markup.get("inline_keyboard", []) for one in row):
        if not str(button.get("text", "")).strip():
            raise Refused(400, "Bad Request: text buttons are unallowed in the inline keyboard")
        if len(str(button.get("callback_data", "")).encode()) > _LONGEST_DATA:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
        if "web_app" in button:
            if not is_private:
                raise Refused(400, "Bad Request: BUTTON_TYPE_INVALID")
            check_web_app(str(button["web_app"].get("url", "")), loopback=loopback)
        address = urlsplit(str(button.get("url", "")))
        if "url" in button and not _is_address(address.scheme, address.hostname or "", loopback=loopback):
            raise Refused(400, f"Bad Request: inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def check_web_app(url: str, *, loopback: bool) -> None:
    """Raise Refused unless a Mini App is reached by HTTPS."""
    address = urlsplit(url)
    local = loopback and address.hostname in {"127.0.0.1", "localhost"}
    if address.scheme != "https" and not local:
        said = f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed"
        raise Refused(400, f"Bad Request: {said}")


def _is_address(scheme: str, host: str, *, loopback: bool) -> bool:
    """Whether a button may lead there: Telegram wants the name of a host in the net."""
    if scheme not in {"http", "https", "tg"}:
        return False
    return scheme == "tg" or ("." in host.strip(".") and (loopback or not host.startswith("127.")))
