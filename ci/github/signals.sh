# Sourced by the scripts that run the program.
#
# To cancel a job, a runner sends INT to the first process of the step, TERM 7.5 seconds later, and kills all processes
# 2.5 seconds after that. bash neither forwards a signal to the command that it waits for, nor handles it before that
# command has ended.

# forwarding COMMAND..: runs the command, forwards INT and TERM to it, and returns its exit code once it has ended.
forwarding() {
  local code="" status
  forwarded="" heard="" sent=""
  program=""
  trap 'forward INT' INT
  trap 'forward TERM' TERM
  # Job control gives the command a process group of its own: the group is signalled, as a terminal does, so that
  # cargo and any other wrapper gets the signal too. Without job control bash would start the command with INT ignored.
  set -m
  "$@" </dev/null &
  program=$!
  set +m
  # Forward a signal that arrived before the command had a process.
  if [[ -n "$forwarded" && -z "$sent" ]]; then forward "$forwarded"; fi
  while :; do
    heard=""
    wait "$program"
    status=$?
    # 127: an earlier wait has returned the status already.
    if [[ $status -ne 127 || -z "$code" ]]; then code=$status; fi
    # A signal interrupts the wait, not the command.
    [[ -n "$heard" ]] || break
  done
  # A wrapper may have ended at the signal before the program. The runner would not wait any longer either.
  if [[ -n "$forwarded" ]]; then
    for _ in {1..100}; do
      kill -0 -- "-$program" 2>/dev/null || break
      sleep 0.1
    done
  fi
  # The script still has to report what happened when the runner repeats the signal.
  if [[ -n "$forwarded" ]]; then trap '' INT TERM; else trap - INT TERM; fi
  return "$code"
}

forward() {
  forwarded=$1
  heard=1
  if [[ -n "$program" ]]; then
    sent=1
    kill -s "$1" -- "-$program" 2>/dev/null
  fi
}
