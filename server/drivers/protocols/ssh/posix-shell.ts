import type { FarShell } from './far-shell'

/** One word for a POSIX shell, whatever it holds. */
export const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

/** Commands that are not the account's own to find: non-interactive shells often lack the sbin folders. */
const ENVIRONMENT = 'LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Runs a script in a plain shell, which the far side ends by itself: a lost connection leaves nothing running for ever. */
const bounded = (script: string, seconds: number): string =>
  `env ${ENVIRONMENT} timeout -k 2 ${Math.max(1, Math.ceil(seconds))} sh -c ${quoted(script)}`

/** 124 and 137: `timeout` ended it. */
export const posixShell: FarShell = {
  command: (script, seconds) => ({ line: bounded(script, seconds) }),
  endedByItself: [124, 137],
  hostKeyFile: '/etc/ssh/ssh_host_ed25519_key.pub',
  letIn: (user, host) =>
    `Add the public key to ~/.ssh/authorized_keys of ${user} on ${host}, or correct user and password. For root see PermitRootLogin in sshd_config.`,
}
