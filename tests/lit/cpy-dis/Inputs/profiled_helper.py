def add(a, b=2):
    return a + b
