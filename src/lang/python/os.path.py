# Paths as text, by the name they are imported with.
from posixpath import *
