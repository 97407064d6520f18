/** A manager that is there already, reached otherwise; and fingerprints, wherever they are typed. */
export const managerChange = {
  open: 'Change',
  title: (name: string) => `Change ${name}`,
  effect:
    'It stays the same manager: feeds, BMCs, direct paths, cluster settings and plans keep what they name. It is signed in to before anything is saved.',
  inRun: 'While a run counts on it, fingerprints and credential can be changed, the address cannot.',
  pins: 'Accepted fingerprints',
  pinsHint:
    'Each of them is accepted: lay the new one down before a planned renewal, and take the old one out after it. None: an authority must vouch for it.',
  laidDown: 'Fingerprint known beforehand (optional)',
  pinHints: {
    tls: 'SHA-256 of the certificate (AA:BB:…), one a line; any other is refused.',
    ssh: 'Of the SSH host key, after the host’s name in the address (kvm-1 SHA256:…), one a line; any other of that host is refused.',
  },
  newSecret: 'Give another credential',
  newSecretForced: 'The stored credential is not sent to another address: give it with the address.',
  back: 'Change entries',
  save: 'Save this change',
  saved: (name: string) => `${name} is reached so from now on`,
  notSaved: 'This was not saved',
  same: (uuid: string) => `The same installation as before (${uuid})`,
  untold: 'Not proved to be the same',
  untoldWhy: 'It does not say which installation it is, or did not before. Compare hosts and VMs.',
  instance: 'Installation',
  hosts: 'Hosts known here',
  vms: 'VMs known here',
  found: (found: number, known: number) => `${found} of ${known} are there`,
  missing: (names: string) => `Not there: ${names}`,
  noneKnown: 'none',
  confirm: (name: string) => `I have looked: it is ${name}`,
}
