"""
The kernel that JupyterLab starts: this interpreter, in the surroundings that a run from the command line has.

Jupyter takes the first kernel called "python3" that it finds, and one in the home folder stands before
that of the environment. Then notebooks would run without this kit, or with another one. Nothing is
installed anywhere for it; other kernels stay available under their own names.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import ipykernel
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

from reportkit.publishing.kernel import NAME, environment

_LABEL = "Python 3 (ipykernel)"  # as in the kit's notebooks, so that saving one changes nothing


class Kernels(KernelSpecManager):
    """
    The kernels there are, with the one called "python3" always that of this interpreter.

    Examples
    --------
    >>> import sys
    >>> Kernels().get_kernel_spec("python3").argv[0] == sys.executable
    True
    """

    def find_kernel_specs(self) -> dict[str, str]:
        """Return the folders of all kernels by name."""
        return super().find_kernel_specs() | {NAME: str(Path(ipykernel.__file__).parent / "resources")}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return how a kernel is started."""
        if kernel_name != NAME:
            return super().get_kernel_spec(kernel_name)
        return KernelSpec(
            argv=[sys.executable, "-P", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name=_LABEL,
            language="python",
            resource_dir=self.find_kernel_specs()[NAME],
            metadata={"debugger": True},
            env=environment(Path(os.environ["JUPYTER_RUNTIME_DIR"]), {}, {}) if _private() else {},
        )


def _private() -> bool:
    """Whether this process has a runtime folder of its own, as `reportkit lab` gives it."""
    return bool(os.environ.get("JUPYTER_RUNTIME_DIR"))
