import type { Messages } from '../messages'

export const managerChange: Messages['managerChange'] = {
  open: 'Ändern',
  title: (name) => `${name} ändern`,
  effect:
    'Es bleibt derselbe Manager: Einspeisungen, BMCs, direkte Wege, Clustereinstellungen und Pläne behalten, was sie nennen. Vor dem Speichern wird dort angemeldet.',
  inRun: 'Solange ein Ablauf auf ihn zählt, lassen sich Fingerabdrücke und Zugangsdaten ändern, die Adresse nicht.',
  pins: 'Akzeptierte Fingerabdrücke',
  pinsHint:
    'Jeder davon wird akzeptiert: den neuen vor einer geplanten Erneuerung hinterlegen, den alten danach herausnehmen. Keiner: Eine Zertifizierungsstelle muss bürgen.',
  laidDown: 'Vorab bekannter Fingerabdruck (optional)',
  pinHints: {
    tls: 'SHA-256 des Zertifikats (AA:BB:…), einer je Zeile; jeder andere wird abgelehnt.',
    ssh: 'Des SSH-Hostschlüssels, nach dem Namen des Hosts in der Adresse (kvm-1 SHA256:…), einer je Zeile; jeder andere dieses Hosts wird abgelehnt.',
  },
  newSecret: 'Andere Zugangsdaten angeben',
  newSecretForced: 'Gespeicherte Zugangsdaten werden an keine andere Adresse gesendet: mit der Adresse neu angeben.',
  back: 'Angaben ändern',
  save: 'Diese Änderung speichern',
  saved: (name) => `${name} wird ab jetzt so erreicht`,
  notSaved: 'Das wurde nicht gespeichert',
  same: (uuid) => `Dieselbe Installation wie bisher (${uuid})`,
  untold: 'Nicht als dieselbe bewiesen',
  untoldWhy: 'Er sagt nicht, welche Installation er ist, oder bisher nicht. Hosts und VMs vergleichen.',
  instance: 'Installation',
  hosts: 'Hier bekannte Hosts',
  vms: 'Hier bekannte VMs',
  found: (found, known) => `${found} von ${known} sind da`,
  missing: (names) => `Nicht da: ${names}`,
  noneKnown: 'keine',
  confirm: (name) => `Ich habe nachgesehen: Es ist ${name}`,
}
