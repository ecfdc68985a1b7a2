"""What everything stands on: settings, database, unit of work, events, outbox, clock, errors."""
