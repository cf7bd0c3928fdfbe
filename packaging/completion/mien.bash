# Completion for bash: source this, or put it into /etc/bash_completion.d.
_mien() {
    local IFS=$'\n'
    mapfile -t COMPREPLY < <(compgen -W "$(mien "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _mien mien
