"""How these pages answer a button: do it, or say why not, and show the same page again."""

from collections.abc import Callable
from typing import Any

from flask import flash

from partyedu.core.forms import Form


def attempted(operation: Callable[..., Any], *args: Any, form: Form | None = None, **kwargs: Any) -> bool:
    """Run the operation of a button; a refusal becomes a message of the page.

    ``form``: what came with the button, when there is more than the button.
    """
    form = form or Form()
    if form.validate_on_submit() and form.attempt(operation, *args, **kwargs):
        return True
    for text in (*form.form_errors, *(text for field in form for text in field.errors)):
        flash(str(text), "error")
    return False
