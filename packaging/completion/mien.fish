# Completion for fish: put this into ~/.config/fish/completions.
complete -c mien -a '(mien "[suggest:"(commandline -C)"]" (commandline -b) 2>/dev/null)'
