"""What Kibana is given: described here in a few records, written as saved objects, imported over its API."""
