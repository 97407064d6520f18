import type { Messages } from '../messages'

export const deviceChange: Messages['deviceChange'] = {
  open: 'Ändern …',
  title: (name) => `Ändern, wie ${name} erreicht wird`,
  effect:
    'Es bleibt dasselbe Gerät: Batteriemodell, Verlauf, Einspeisungen und Pläne behalten, was sie nennen. Vor dem Speichern wird es gelesen. Seine Traps werden mit denselben Zugangsdaten geprüft.',
  newSecret: 'Andere Zugangsdaten angeben',
  newSecretForced:
    'Gespeicherte Zugangsdaten werden an keine andere Adresse und nicht schwächer verschlüsselt gesendet: mit der Adresse neu angeben.',
  shared: (count) =>
    count === 1 ? 'Ein weiteres Gerät hat dieselben Zugangsdaten:' : `${count} weitere Geräte haben dieselben Zugangsdaten:`,
  forAll: 'Dort auch ändern',
  forAllHint: 'Jedes wird zuerst damit gelesen; eines, das uns nicht einlässt, behält die bisherigen.',
  onlyThisHint: 'Sie behalten ihre bisherigen Zugangsdaten.',
  known: 'Bisher bekannt',
  now: 'Antwortet als',
  neverTold: 'hat noch nicht gesagt, wer es ist',
  serial: (serial) => `Seriennummer ${serial}`,
  noSerial: 'nennt keine Seriennummer',
  sameness: 'Welches es ist',
  states: {
    same: 'Dasselbe, laut Seriennummer',
    untold: 'Nicht als dasselbe bewiesen',
    failed: 'Bleibt, wie es war',
  },
  untoldWhy: 'Jetzt oder früher wurde keine Seriennummer genannt. Hersteller und Modell vergleichen.',
  others: 'Mit denselben Zugangsdaten',
  knownAndFound: (known, found) => `Bisher bekannt: ${known}. Antwortet als: ${found}.`,
  confirm: (name) => `Ich habe nachgesehen: Es ist ${name}`,
  confirmAll: 'Ich habe nachgesehen: Es sind dieselben Geräte',
  saved: (name) => `${name} wird ab jetzt so erreicht`,
  savedPart: (count) =>
    count === 1 ? 'Gespeichert, aber ein Gerät bleibt, wie es war' : `Gespeichert, aber ${count} Geräte bleiben, wie sie waren`,
}
