"""Those who receive what is delivered, each a process of its own on this machine: mail, web, objects."""
