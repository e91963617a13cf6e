"""What one clause of a report gives: patrols, attacks with their toll, stops and milestones."""
