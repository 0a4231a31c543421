"""What the tests of the command line share."""

import pytest

from biofuel_mandate.cli import main


@pytest.fixture
def answer(capsys, monkeypatch):
    """Run the command line; return exit code, standard output and the lines of standard error."""
    # Whoever runs tests side by side may say how wide a line is.
    monkeypatch.delenv("COLUMNS", raising=False)

    def run(*words):
        with pytest.raises(SystemExit, match=r"^\d+$") as left:
            main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return left.value.code, out, err.splitlines()

    return run
