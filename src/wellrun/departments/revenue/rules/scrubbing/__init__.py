"""Claims are judged before they are sent: rules as data, what they find, and what can be set right."""
