"""TEMPORARY"""


def words_of(finding, question):
    return str(finding)


def group_of(finding, question):
    return str(type(finding.about))
