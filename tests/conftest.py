"""What all tests share: Hypothesis without a clock, and without chance where CI is set."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "shared",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("shared")
