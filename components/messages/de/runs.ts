import type { Messages } from '../messages'

export const runs: Messages['runs'] = {
  title: 'Abläufe',
  table: 'Abläufe',
  columns: { title: 'Ablauf', kind: 'Art', phase: 'Phase', started: 'Begonnen', lasted: 'Dauer', by: 'Begonnen von' },
  emptyTitle: 'Noch kein Ablauf',
  emptyHint:
    'Ein Ablauf ist ein Plan, der bei einem Ausfall ausgeführt wird, oder die Wartung eines Hosts. Jeder wird hier aufbewahrt.',
  dryRun: 'Probelauf',
  gone: 'Dieser Ablauf ist nicht bekannt',
  back: 'Alle Abläufe',
  phase: 'Phase',
  onBattery: 'Auf Batterie seit',
  wasOnBattery: 'Dauer auf Batterie',
  mainsBack: 'Netz zurück seit',
  runtime: 'Restlaufzeit',
  margin: 'Spielraum',
  steps: (done, all) => `${done} von ${all} Schritten geprüft`,
  startedBy: (who, when) => `begonnen von ${who}, ${when}`,
  held: (time) => `Angehalten seit ${time}: Kein neuer Schritt beginnt. Im letzten sicheren Moment geht es von selbst weiter.`,
  heldInDanger: (time) =>
    `Angehalten seit ${time}: Bis zum Fortsetzen beginnt kein neuer Schritt. Am Netz geht es nicht von selbst weiter.`,
  dangerLasts: (now, passed, inOutage) =>
    `${now}. Was abgeworfen wurde, kommt nicht von selbst zurück: Jemand wird gebraucht. ${inOutage ? '„Fortsetzen“ wird angeboten, sobald das Netz wieder da ist' : '„Fortsetzen“ holt es auch jetzt schon zurück'}; am besten erst, wenn das vorbei ist: ${passed}.`,
  below: (celsius) => `unter ${celsius}`,
  coolerBy: (celsius) => `${celsius} unter dem Auslöser`,
  passed: (heat, noSign, time) =>
    `${time} lang ${[heat, noSign ? (heat === null ? 'kein Anzeichen davon' : 'kein anderes Anzeichen') : null].filter(Boolean).join(', ')}`,
  waitsFor: (what) => `Wartet auf: ${what}.`,
  waits: {
    steps: (count) => `${count} ${count === 1 ? 'begonnener Schritt wird' : 'begonnene Schritte werden'} zu Ende gebracht`,
    steady: (least, now) => `Netz mindestens ${least} lang stabil (bisher ${now})`,
    charge: (now, least) => `Ladung ${now} von ${least}`,
    noCharge: (left) => `das Zehnfache der Ausfalldauer, weil keine USV ihre Ladung nennt (noch ${left})`,
  },
  dangerOver:
    'Die Gefahr ist vorbei. „Fortsetzen“ holt zurück, was dieser Ablauf heruntergefahren, gesichert oder verschoben hat.',
  dangerOverSince: 'Gefahr vorbei seit',
  dryRunBanner: 'Probelauf: Alles wird entschieden und aufgeschrieben, nichts wird angerührt.',
  hold: 'Anhalten',
  holdTitle: (run) => `„${run}“ anhalten`,
  holdEffect:
    'Bis Sie fortsetzen, beginnt kein neuer Schritt. Laufende Schritte werden beendet. Im letzten sicheren Moment geht es von selbst weiter.',
  holdInDanger:
    'Bis Sie fortsetzen, beginnt kein neuer Schritt. Laufende Schritte werden beendet. Solange das Netz da ist, geht es nicht von selbst weiter.',
  continue: 'Fortsetzen',
  continueTitle: (run) => `„${run}“ fortsetzen`,
  continueEffect: (pending) =>
    `${pending} ${pending === 1 ? 'wartender Schritt geht' : 'wartende Schritte gehen'} sofort weiter.`,
  continueAfterDanger:
    'Was dieser Ablauf heruntergefahren, gesichert oder verschoben hat, kommt zurück, sobald die Batterie so weit geladen ist, wie der Plan es verlangt. Bringt das die Gefahr zurück, wirft der Plan wieder ab.',
  continueInDanger:
    'Was dieser Ablauf heruntergefahren, gesichert oder verschoben hat, kommt zurück, obwohl die Gefahr noch dauert, sobald die Batterie so weit geladen ist, wie der Plan es verlangt. Bis diese Gefahr vorbei ist, handelt der Plan ihretwegen nicht mehr; bei einem Netzausfall handelt er.',
  abort: 'Abbrechen',
  abortTitle: (run) => `„${run}“ abbrechen`,
  abortEffect: (pending, running) =>
    `${pending} ${pending === 1 ? 'wartender Schritt entfällt' : 'wartende Schritte entfallen'}; ${running} ${running === 1 ? 'laufender lässt' : 'laufende lassen'} sich nicht zurücknehmen und ${running === 1 ? 'endet' : 'enden'} von selbst.`,
  abortOutage: 'Keine weitere Stufe löst aus: Dauert der Ausfall an, verlieren noch laufende VMs mit der Batterie den Strom.',
  abortDanger:
    'Solange diese Gefahr dauert, löst ihretwegen keine Stufe mehr aus, und was abgeschaltet wurde, bleibt es. Fällt das Netz aus, handelt der Plan trotzdem.',
  abortMaintenance:
    'Was verschoben wurde, bleibt, wo es ist, und der Host, wie er ist: Die Wartung beenden und die VMs zurückholen geht dann nur noch auf seinem Manager, nicht hier.',
  stepsTable: 'Schritte',
  timeline: 'Schritte gegen die Batterie',
  plainTimeline: 'Schritte im Zeitverlauf',
  stepColumns: {
    what: 'Was',
    object: 'Woran',
    why: 'Warum',
    time: 'Vergangen / Frist',
    state: 'Zustand',
    result: 'Geprüftes Ergebnis',
    attempts: 'Versuche',
    actions: 'Aktionen',
  },
  to: (host) => `nach ${host}`,
  on: (host) => `auf ${host}`,
  recovery: 'Rückkehr',
  maintenanceStep: 'Wartung',
  skip: 'Überspringen',
  skipTitle: (object) => `Schritt an ${object} überspringen`,
  skipEffect: 'Er wird nicht weiter versucht; was auf ihn wartet, geht weiter.',
  retry: 'Wiederholen',
  retryTitle: (object) => `Schritt an ${object} wiederholen`,
  retryEffect: 'Er wird von vorn versucht, mit neuer Frist.',
  fallback: (action) => `dann ${action}`,
  firedStages: 'Ausgelöste Stufen',
}
