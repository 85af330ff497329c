"""How a resolution and each of its provisions is cited: strings, bibliography files and marks in web pages."""
