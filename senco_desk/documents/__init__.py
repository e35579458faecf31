"""Paper: content composed from records, rendered and bound as PDF."""
