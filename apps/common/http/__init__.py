"""What happens around every request: id, scope, refusals, idempotency, content policy, declared rights."""

from apps.common.http.declared import guarded, public
from apps.common.http.scope import actor_of

__all__ = ["actor_of", "guarded", "public"]
