import type { Messages } from '../messages'

export const recovery: Messages['recovery'] = {
  title: (manager) => `Wiederherstellungspläne von ${manager}`,
  table: 'Wiederherstellungspläne',
  columns: {
    plan: 'Wiederherstellungsplan',
    state: 'Zustand',
    from: 'Geschützter Standort',
    to: 'Ausweichstandort',
    actions: 'Aktionen',
  },
  none: 'Kein Wiederherstellungsplan.',
  act: (plan) => `Aktionen für ${plan}`,
  states: { ready: 'Bereit', running: 'Läuft', 'waiting-for-input': 'Wartet auf eine Antwort', other: 'Braucht einen Blick' },
  progress: (percent) => `${percent} erledigt`,
  verbs: {
    test: 'Testen',
    cleanup: 'Nach dem Test aufräumen',
    'planned-migration': 'Geplanter Umzug',
    recovery: 'Wiederherstellung im Katastrophenfall',
    reprotect: 'Wieder schützen',
    cancel: 'Abbrechen',
  },
  effects: {
    test: (plan) =>
      `Kopien der VMs von ${plan} starten am Ausweichstandort in eigenen Netzen. Der Betrieb läuft unberührt weiter. Danach aufräumen: Bis dahin kann der Plan nicht ausgeführt werden.`,
    cleanup: (plan) =>
      `Die Kopien, die ein Test von ${plan} gestartet hat, werden ausgeschaltet und entfernt. Der Betrieb läuft unberührt weiter.`,
    'planned-migration': (plan) =>
      `Die VMs von ${plan} werden am geschützten Standort heruntergefahren, abgeglichen und am Ausweichstandort gestartet. Ihre Dienste sind unterbrochen. Ein Fehler hält alles an. Zurück führt nur: wieder schützen und erneut umziehen.`,
    recovery: (plan) =>
      `Die VMs von ${plan} werden am Ausweichstandort aus ihrer letzten Replik gestartet, auch wenn der geschützte Standort nicht antwortet, und über Fehler hinweg. Was seit dieser Replik geschrieben wurde, ist verloren. Läuft der geschützte Standort noch, werden seine VMs heruntergefahren.`,
    reprotect: (plan) =>
      `Die Replikation von ${plan} wird umgedreht, vom Ausweichstandort zurück zum geschützten. Was dort liegt, wird überschrieben.`,
    cancel: (plan) => `Was ${plan} gerade tut, wird beendet. Was schon getan ist, bleibt getan.`,
  },
  dialogTitle: (verb, plan) => `${verb}: ${plan}`,
  confirm: (plan) => `Zur Bestätigung den Namen des Plans eingeben: ${plan}`,
  accepted: (plan, state) => `${plan} hat den Auftrag; sein Zustand ist jetzt ${state}`,
  stateUnknown: 'nicht bekannt',
  replicas: 'Repliken',
  replicaTable: 'Repliken der VMs',
  replicaColumns: { vm: 'VM', state: 'Replikation', age: 'Zuletzt abgeglichen', rpo: 'Zugesagt (RPO)', to: 'Nach' },
  replicaStates: {
    ok: 'Aktuell',
    syncing: 'Gleicht ab',
    'initial-sync': 'Erster Abgleich',
    paused: 'Angehalten',
    'not-active': 'Nicht aktiv',
    changing: 'Wird geändert',
    recovered: 'Wiederhergestellt',
    error: 'Gescheitert',
    unknown: 'Nicht bekannt',
  },
  violated: 'älter als zugesagt',
  never: 'nie',
  notRead: 'Repliken werden nicht gelesen: Dieser Manager hat keine Adresse von vSphere Replication.',
  counts: (behind, all) => `${behind} von ${all} brauchen einen Blick`,
  shownFirst: (shown) => `Die ersten ${shown} sind zu sehen.`,
}
