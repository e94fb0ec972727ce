"""Updates sent to a bot's webhook, one after the other, again and again until the receiver answers 2xx."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from local_servers.telegram.world import Bot, Json

_TIMEOUT_S = 10
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


@dataclass
class Deliveries:
    """`pause_s` lies between two tries; `tries` counts what was sent, with its status (0: no answer)."""

    pause_s: float = 1.0
    most_tries: int = 20
    tries: list[tuple[int, int]] = field(default_factory=list)
    _running: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, bot: Bot) -> None:
        """Begin to send, once for each bot."""
        with self._lock:
            if bot.token in self._running:
                return
            self._running.add(bot.token)
        threading.Thread(target=self._run, args=(bot,), daemon=True).start()

    def _run(self, bot: Bot) -> None:
        """Send while there is a webhook."""
        while True:
            with bot.changed:
                if not bot.webhook:
                    with self._lock:
                        self._running.discard(bot.token)
                    return
                if not bot.updates:
                    bot.changed.wait(0.5)
                    continue
                update, hook = bot.updates[0], dict(bot.webhook)
            self._send(bot, update, hook)

    def _send(self, bot: Bot, update: Json, hook: Json) -> None:
        """Send one update until it is taken; give up after so many tries or when the webhook changes."""
        for _try in range(self.most_tries):
            status = self.post(update, hook)
            if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
                break
            with bot.changed:
                if bot.webhook.get("url") != hook["url"]:
                    return
                said = f"Wrong response from the webhook: {status}" if status else "Connection refused"
                bot.webhook |= {"last_error_date": int(time.time()), "last_error_message": said}
            time.sleep(self.pause_s)
        with bot.changed:
            if bot.updates and bot.updates[0] is update:
                bot.updates.popleft()

    def post(self, update: Json, hook: Json) -> int:
        """Send an update once; returns the status, 0 for no answer."""
        headers = {"Content-Type": "application/json"}
        if hook.get("secret_token"):
            headers[SECRET_HEADER] = hook["secret_token"]
        request = Request(hook["url"], json.dumps(update).encode(), headers)  # noqa: S310 - a receiver of this machine
        try:
            with urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - as above
                status = int(answer.status)
        except HTTPError as error:
            status = error.code
        except (URLError, OSError):
            status = 0
        self.tries.append((update["update_id"], status))
        return status
