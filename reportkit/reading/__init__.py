"""Reading what analysts wrote: registers, incidents, readings, pins. The only readers of encodings."""
