"""Where analysts work: a folder of their own, laid out and renewed by the kit, and JupyterLab on it."""
