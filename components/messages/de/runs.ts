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
  nextStage: 'Nächste Stufe',
  steps: (done, all) => `${done} von ${all} Schritten geprüft`,
  startedBy: (who, when) => `begonnen von ${who}, ${when}`,
  held: (time, left) =>
    `Angehalten seit ${time}: Kein neuer Schritt beginnt. Im letzten sicheren Moment${left === null ? '' : `, nach jetzigem Stand in ${left},`} geht es von selbst weiter.`,
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
    managers: (names, left) => `eine Antwort von ${names} (höchstens noch ${left})`,
  },
  dangerOver:
    'Die Gefahr ist vorbei. „Fortsetzen“ holt zurück, was dieser Ablauf heruntergefahren, gesichert oder verschoben hat.',
  dangerOverSince: 'Gefahr vorbei seit',
  dryRunBanner: 'Probelauf: Alles wird entschieden und aufgeschrieben, nichts wird angerührt.',
  hold: 'Anhalten',
  holdTitle: (run) => `„${run}“ anhalten`,
  holdEffect: (left) =>
    `Bis Sie fortsetzen, beginnt kein neuer Schritt. Laufende Schritte werden beendet. Im letzten sicheren Moment${left === null ? '' : `, nach jetzigem Stand in ${left},`} geht es von selbst weiter.`,
  holdInDanger:
    'Bis Sie fortsetzen, beginnt kein neuer Schritt. Laufende Schritte werden beendet. Solange das Netz da ist, geht es nicht von selbst weiter.',
  continue: 'Fortsetzen',
  continueTitle: (run) => `„${run}“ fortsetzen`,
  continueEffect: (pending) =>
    pending === 0
      ? 'Jetzt wartet kein Schritt; fällige Stufen lösen wieder aus.'
      : `${pending} ${pending === 1 ? 'wartender Schritt geht' : 'wartende Schritte gehen'} sofort weiter.`,
  continueAfterDanger:
    'Was dieser Ablauf heruntergefahren, gesichert oder verschoben hat, kommt zurück, sobald die Batterie so weit geladen ist, wie der Plan es verlangt. Bringt das die Gefahr zurück, wirft der Plan wieder ab.',
  continueInDanger:
    'Was dieser Ablauf heruntergefahren, gesichert oder verschoben hat, kommt zurück, obwohl die Gefahr noch dauert, sobald die Batterie so weit geladen ist, wie der Plan es verlangt. Bis diese Gefahr vorbei ist, handelt der Plan ihretwegen nicht mehr; bei einem Netzausfall handelt er.',
  abort: 'Ablauf abbrechen',
  changeNothing: 'Nichts ändern',
  abortTitle: (run) => `„${run}“ abbrechen`,
  abortEffect: (pending, moves, others) =>
    [
      `${pending} ${pending === 1 ? 'wartender Schritt entfällt' : 'wartende Schritte entfallen'}`,
      moves === 0
        ? []
        : `${moves} ${moves === 1 ? 'VM, die gerade verschoben wird, wird' : 'VMs, die gerade verschoben werden, werden'} nicht weiter verschoben, wo die Plattform das kann; ein Umschalten, das schon läuft, endet noch. Der Ablauf endet, sobald geprüft ist, wo jede VM läuft (noch einmal abgebrochen, wartet er nicht)`,
      others === 0
        ? []
        : `${others} ${others === 1 ? 'laufender lässt' : 'laufende lassen'} sich nicht zurücknehmen und ${others === 1 ? 'endet' : 'enden'} von selbst`,
    ]
      .flat()
      .join('; ') + '.',
  abortOutage: 'Keine weitere Stufe löst aus: Dauert der Ausfall an, verlieren noch laufende VMs mit der Batterie den Strom.',
  abortDanger:
    'Solange diese Gefahr dauert, löst ihretwegen keine Stufe mehr aus, und was abgeschaltet wurde, bleibt es. Fällt das Netz aus, handelt der Plan trotzdem.',
  autostartAside: (hosts) =>
    hosts === 1
      ? 'Der Autostart von 1 Host ist ausgesetzt und kommt erst zurück, wenn dieser Host läuft: Von Hand hochgefahren startet er keine VM, außer was mit ihm starten muss.'
      : `Der Autostart von ${hosts} Hosts ist ausgesetzt und kommt erst zurück, wenn der jeweilige Host läuft: Von Hand hochgefahren starten sie keine VM, außer was mit ihnen starten muss.`,
  autostartLeftAside: (hosts) =>
    `Der Autostart von ${hosts} ${hosts === 1 ? 'Host' : 'Hosts'} ist ausgesetzt und bleibt es dann: Von hier aus kommt er nicht mehr zurück. Setzen Sie ihn auf dem Manager wieder.`,
  abortMaintenance:
    'Was verschoben wurde, bleibt, wo es ist, und der Host, wie er ist. Die Wartung beenden und die VMs zurückholen geht dann nur noch auf seinem Manager, nicht hier.',
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
  progress: (percent) => `${percent} erledigt`,
  to: (host) => `nach ${host}`,
  on: (host) => `auf ${host}`,
  recovery: 'Rückkehr',
  maintenanceStep: 'Wartung',
  skip: 'Überspringen',
  skipTitle: (object) => `Schritt an ${object} überspringen`,
  skipEffect:
    'Er wird nicht weiter versucht; was auf ihn wartet, geht weiter. Ein Verschieben wird zuerst abgebrochen, wo die Plattform das kann: Die VM bleibt, wo sie läuft, und dieser Ablauf kümmert sich nicht mehr um sie. Noch einmal übersprungen, wird sein Ende nicht abgewartet.',
  retry: 'Wiederholen',
  retryTitle: (object) => `Schritt an ${object} wiederholen`,
  retryEffect: 'Er wird von vorn versucht, mit neuer Frist.',
  fallback: (action) => `dann ${action}`,
  firedStages: 'Ausgelöste Stufen',
  guestTools: 'Gastwerkzeuge',
  guestAnswers: (asked) => `Gastsystem antwortet (${asked})`,
  guestUnchecked: 'Gastsystem nicht geprüft: keine Gastwerkzeuge, keine Probe gewählt',
  downtimeTold: (time) => `stand ${time} still`,
  downtimeProbed: (time) => `schwieg höchstens ${time}`,
  sentences: {
    onBattery: '{time} auf Batterie, Auslöser {least}',
    runtime: 'Laufzeit {time} ({reason}), Auslöser {least}',
    charge: 'Ladung {percent} %, Auslöser {least} %',
    lowBattery: 'Batterie fast leer, von einer zweiten Abfrage bestätigt',
    heat: '{ups}: seit {time} mindestens {celsius} °C, Auslöser {least} °C für {leastTime}',
    overload: '{ups}: seit {time} überlastet, Auslöser {least}',
    batteryFault: '{ups}: seit {time} ein Batteriefehler, Auslöser {least}',
    before: 'vor Stufe „{stage}“, die jetzt auslöst',
    firedBy: 'ausgelöst von {who}',
    off: 'geprüft: aus',
    foundSaved: 'war schon gesichert',
    saved: 'geprüft: gesichert',
    foundOff: 'war schon aus',
    running: 'geprüft: läuft',
    moved: 'geprüft: läuft auf dem Zielhost; Name, UUID und MACs unverändert',
    movedSilent:
      'geprüft: läuft auf dem Zielhost; Name, UUID und MACs unverändert; ihr Gastsystem antwortet jedoch nicht ({asked})',
    kept: 'läuft weiter',
    ranThen: 'lief, als der Ausfall begann',
    empty: 'geprüft: leer',
    inMaintenance: 'geprüft: in Wartung und leer',
    outOfMaintenance: 'geprüft: nicht mehr in Wartung',
    hostOff: 'seit {seconds} s getrennt',
    hostOffByBmc: 'vom BMC geprüft: aus',
    hostOffUnseen: 'seit {seconds} s getrennt; sein BMC antwortet nicht',
    hostBootedSince: 'geprüft: seitdem neu gestartet, war also aus',
    hostUp: 'geprüft: erreichbar',
    rebooted: 'geprüft: neu gestartet',
    foundDisarmed: 'war schon außer Kraft',
    disarmed: 'geprüft: außer Kraft',
    restored: 'geprüft: wie vorgefunden',
    restoredNeither: 'wieder eingestellt, aber nicht für {names}: jetzt auf einem anderen Host; und nicht wie zuvor: {details}',
    restoredNotElsewhere: 'wieder eingestellt, aber nicht für {names}: jetzt auf einem anderen Host',
    restoredOtherwise: 'wieder eingestellt, aber die Plattform zeigt es anders als zuvor: {details}',
    armedByOthers: 'so gelassen, wie jemand anders es inzwischen eingestellt hat: {setting}',
    noTimeLeft: '{why}; über der Reserve reicht die Batterie noch {left} s, und {action} braucht {need} s',
    copyForOutage: 'ein Ablauf wegen eines Netzausfalls oder einer Gefahr begann',
    copyMaintenanceEnded: 'die Wartung wurde beendet',
    copyInDoubt: 'ob der Auftrag ankam, ist nicht bekannt',
    copyEnded: 'das Kopieren ihrer Platten wurde abgebrochen, geprüft: {why}',
    copyWasFaster: 'sie war schon verschoben, bevor es abgebrochen werden konnte; Zustand auf dem Zielhost: {power}',
    moveEnded: 'das Verschieben wurde abgebrochen und ist zu Ende, geprüft: Zustand {power}, nicht auf dem Zielhost ({why})',
    moveNotBegun: 'sie wurde nicht verschoben: {why}',
    moveNotEnded:
      'das Verschieben ließ sich in {seconds} s nicht beenden und läuft vielleicht weiter: Sehen Sie auf dem Manager nach, bevor mit dieser VM sonst etwas geschieht ({why})',
    copyNotBegun: 'ihre Platten wurden nicht kopiert: {why}',
    copyNotEnded:
      'das Kopieren ihrer Platten ließ sich in {seconds} s nicht beenden und läuft vielleicht weiter: Sehen Sie auf dem Manager nach, bevor mit dieser VM sonst etwas geschieht ({why})',
    stillMoved: '{name} wird noch verschoben',
    stillCopied: 'die Platten von {name} werden noch kopiert',
    notAgain: '{why}; das Netz ist zurück, kein neuer Versuch',
    gone: 'der Manager kennt diese VM nicht mehr',
    nothingToMove: 'Zustand „{power}“: nichts zu verschieben',
    changed: 'sie ist nach dem Verschieben nicht mehr dieselbe: {what}',
    graceShortened:
      'sie wird höchstens {to} s statt {from} s gebeten, bevor sie hart ausgeschaltet wird: Bis zur Reserve fehlen {missing} s, denn schlimmstenfalls ist erst {end} s nach dem Netzausfall alles beendet',
    late: '{action}: nicht in der Frist von {seconds} s fertig',
    technician: 'er ist in Wartung: Ein Techniker könnte daran arbeiten (R5)',
    rebootNotUp: 'er ist nicht erreichbar: nichts neu zu starten',
    rebootInService: 'er ist nicht (mehr) in Wartung: kein Neustart',
    rebootNotEmpty: 'er ist nicht leer: {names}',
    rebootStarts: 'er würde beim Start von selbst VMs starten: {names}',
    rebootUntold: 'sein Manager sagt nicht, wann er gestartet ist: ein Neustart wäre nicht zu prüfen',
    rebootUnseen:
      'in {seconds} s kein neuer Start gesehen: ob er neu gestartet ist, ist nicht bekannt; von selbst wird es nicht wiederholt',
    heldBack: 'zurückgehalten: {reasons}',
    byHand:
      'wartet, bis {host} von Hand eingeschaltet wird: Hier ist weder ein BMC noch Wake-on-LAN hinterlegt; danach geht es von selbst weiter',
    silentThoughOn: '{host} ist eingeschaltet; {manager} antwortet noch nicht. Danach geht es von selbst weiter',
    goneSafeguard: 'der Manager kennt sie nicht mehr',
    keptAlive: 'bleibt unangetastet: der Betrieb steht darauf',
    ofPlatform: 'bleibt unangetastet: sie gehört zu ihrer Plattform',
    lost: 'nicht mehr im Inventar des Managers',
    roomNotLeft: 'kein Platz auf {host}: {vm}, die ihn vorher verlassen sollte, ist noch dort',
    noMainsThere: '{host} ist nicht am Netz zu sehen ({reasons}): solange wird nichts dorthin gebracht (D4)',
    dryRun: 'Probelauf: nichts wurde getan',
    abortedCalled: 'abgebrochen von {who}; was schon angestoßen war, läuft weiter',
    aborted: 'abgebrochen von {who}',
    skipped: 'übersprungen von {who}',
    maintenanceEnded: 'die Wartung wurde beendet, bevor er begann',
    mainsBefore: 'das Netz kam zurück, bevor er begann',
    dangerPassed: 'die Gefahr war vorbei, bevor er begann',
    broughtBack: 'jemand holte alles zurück, bevor er begann',
    mainsAgain: 'das Netz fiel wieder aus',
    dangerAgain: 'die Gefahr kam wieder',
  },
  asToldByDevice: 'laut USV',
}
