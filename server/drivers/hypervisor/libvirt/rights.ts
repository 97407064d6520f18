import type { Answers } from './virsh-host'

/**
 * Asks whether the account may do what a shutdown of the machine does: as root, or by sudo without a password (`sudo -l` with a
 * command tells whether it is allowed and runs nothing). What libvirt allows shows with the question itself: virsh asks for a
 * connection that may write, and is refused one where the account may only read.
 */
export const RIGHTS_SCRIPT =
  'echo "@@ridethrough:shutdown@@"; if [ "$(id -u)" = 0 ] || sudo -n -l shutdown -h now >/dev/null 2>&1; then echo may; else echo lacks; fi'

interface Told {
  readonly host: string
  readonly answers: Answers
}

export const missingRights = (user: string, told: readonly Told[]): readonly string[] => {
  const lacking = told.flatMap(({ host, answers }) => (answers.get('shutdown') === 'lacks' ? [host] : []))
  return lacking.length === 0
    ? []
    : [
        `${user} may not shut down ${lacking.join(', ')}: it is not root there, and sudo does not let it run “shutdown -h now” without a password.`,
      ]
}
