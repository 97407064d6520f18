/** A UPS, PDU or ATS that is there already, reached otherwise. */
export const deviceChange = {
  open: 'Change…',
  title: (name: string) => `Change how ${name} is reached`,
  effect:
    'It stays the same device: battery model, history, feeds and plans keep what they name. It is read before anything is saved. Its traps are checked with the same credential.',
  newSecret: 'Give another credential',
  newSecretForced: 'The stored credential is not sent to another address, nor less encrypted: give it with the address.',
  shared: (count: number) =>
    count === 1 ? 'One more device has the same credential:' : `${count} more devices have the same credential:`,
  forAll: 'Change it there too',
  forAllHint: 'Each is read with it first; one that does not let us in keeps what it has.',
  onlyThisHint: 'They keep the credential that they have.',
  known: 'Known so far',
  now: 'Answers as',
  neverTold: 'it has not told yet who it is',
  serial: (serial: string) => `Serial number ${serial}`,
  noSerial: 'tells no serial number',
  sameness: 'Which one it is',
  states: {
    same: 'The same, by its serial number',
    untold: 'Not proved to be the same',
    failed: 'Stays as it was',
  },
  untoldWhy: 'No serial number was told, now or before. Compare maker and model.',
  others: 'With the same credential',
  knownAndFound: (known: string, found: string) => `Known so far: ${known}. Answers as: ${found}.`,
  confirm: (name: string) => `I have looked: it is ${name}`,
  confirmAll: 'I have looked: these are the same devices',
  saved: (name: string) => `${name} is reached so from now on`,
  savedPart: (count: number) =>
    count === 1 ? 'Saved, but one device stays as it was' : `Saved, but ${count} devices stay as they were`,
}
