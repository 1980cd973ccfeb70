"""What visitors are told when a check did not end well."""

_RESTING = "The model is not available at the moment. Nothing was decided."
_ENDINGS = {
    "not_a_job": "This does not read like a job description. Paste a posting: what the role does and asks for.",
    "no_requirements": "The text names nothing that can be weighed: no skill, no duty, no condition.",
    "invalid_output": "The model's answer could not be used, twice. Nothing was decided from it.",
    "lost": "The server stopped twice while this was being weighed. What was read is below; there is no verdict.",
    "broken": "Something broke here while this was being weighed. It has been logged.",
    "limit": "The server stopped while this was being weighed, and today's limit leaves no room for another try.",
    "cancelled": "This was stopped before a verdict was reached.",
    "overloaded": "The model's provider was overloaded.",
    "rate_limited": "The model's provider asked us to slow down.",
    "too_long": "The posting is longer than the model can take.",
    "timeout_first_token": "The model did not begin to answer in time. Nothing was decided.",
    "timeout_stall": "The model fell silent before a verdict was reached.",
    "timeout_total": "The model took too long, so it was stopped before a verdict was reached.",
    "protocol": "The model's answer broke off before a verdict was reached.",
    "bad_request": "The model did not take this request. Nothing was decided.",
    "server": "The model's server failed before a verdict was reached.",
    "breaker_open": "The model rests after failing repeatedly. Nothing was decided.",
    **dict.fromkeys(
        ("auth", "billing", "spend_limited", "not_found_model"), "The model is not available at the moment."
    ),
}
_DEFAULT_ENDING = "The connection to the model broke before a verdict was reached."


def ending_of(code: str) -> str:
    """Return what to tell a visitor about a record that failed or was interrupted."""
    return _ENDINGS.get(code, _DEFAULT_ENDING)


def is_worth_again(code: str) -> bool:
    """Say whether running the same text again could end better."""
    return code not in {"not_a_job", "no_requirements", "too_long"}
