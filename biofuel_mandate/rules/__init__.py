"""Policy instruments, blends and limits as rows."""
