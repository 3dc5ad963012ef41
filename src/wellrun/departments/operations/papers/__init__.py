"""Papers of operations, as the content model that becomes PDF or slides."""
