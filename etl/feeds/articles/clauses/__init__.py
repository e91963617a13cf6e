"""What one clause of a report tells: patrols, attacks with their toll, stops and milestones."""
