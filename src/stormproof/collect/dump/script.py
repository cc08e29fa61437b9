"""placeholder"""


def script(rows):
    return ""
