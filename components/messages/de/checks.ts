import type { Messages } from '../messages'

export const checks: Messages['checks'] = {
  sentences: {
    diskLocal: 'Platte „{disk}“ liegt auf Speicher, den nur ihr eigener Host erreicht',
    diskUnreached: 'Platte „{disk}“ liegt auf {store}; {host} erreicht ihn nicht',
    diskPathless: 'Platte „{disk}“ liegt auf {store}; kein Pfad von {host} dorthin geht',
    cdLocal: 'Ein CD-Abbild auf lokalem Speicher ist eingelegt: auswerfen',
    diskUntold: 'Der Manager sagt nicht, wo Platte „{disk}“ liegt',
    onePath: 'Von {host} führt nur ein Pfad zu {store}',
    networkMissing: '{host} fehlt das Netz {network}',
    networksMissing: '{host} fehlen die Netze {network}',
    vlanDiffers: 'Netz {network} ist auf {host} {vlan}, auf {from} aber {own}',
    vlanInside: 'Netz {network} führt nicht aus seinem Host hinaus: auf {host} erreicht es andere VMs als auf {from}',
    tagNotCarried: 'Netz {network} auf {host} trägt {vlan} nicht, das eine Karte der VM setzt',
    tagOnDemand:
      'Netz {network} auf {host} ist nicht VLAN-fähig: {vlan} der VM-Karte wird dort erst eingerichtet, wenn sie kommt',
    vlanUntold: 'VLANs nicht bekannt: wohin Netz {network} auf {host} führt',
    cpuUntold: 'Die CPU-Last von {vm} oder {host} ist nicht bekannt',
    cpuTooMuch: 'Die CPU von {host} käme auf {percent} %, die Grenze ist {limit} %',
    memoryUntold: 'Der Arbeitsspeicher von {name} ist nicht bekannt',
    memoryTooMuch: 'Braucht {wanted} MiB, {host} hat noch {room} MiB zu geben',
    cpuVendor: 'Die CPU von {host} ist {vendor}, die VM läuft auf {own}: Sie kann nur umziehen, während sie aus ist',
    cpuOlder:
      'Die CPU von {host} ({model}, {year}) ist älter als die von {from} ({own}, {ownYear}): Sie läuft dort vielleicht langsamer, um wie viel ist nicht gemessen',
    coldVendor:
      'Die CPU von {host} ist {vendor}, gelaufen ist sie auf {own} ({from}): Sie läuft dort vielleicht langsamer, um wie viel ist nicht gemessen',
    coldByPlatform:
      'Ihre Plattform startet sie vielleicht auf {host}, dessen CPU {vendor} ist, nicht {own}: Sie läuft dort vielleicht langsamer, um wie viel ist nicht gemessen',
    admissionControl:
      'Cluster {cluster} hält Platz für ausfallende Hosts frei (Zugangskontrolle): Während {host} in Wartung ist, verweigert er vielleicht den Start von VMs',
    startsAtBoot:
      '{vms} würden von selbst starten, wenn {host} während der Wartung bootet: Schalten Sie ihren Start beim Booten zuvor am Manager ab, bis dahin wird er von hier aus nicht neu gestartet',
    cpuLacksOfHost: 'Der CPU von {host} fehlt {features} von {from}',
    cpuLacks: 'Der CPU von {host} fehlt {features}',
    cpuModelsDiffer: 'CPU-Modelle verschieden oder nicht bekannt; nur der Hersteller ({vendor}) stimmt gewiss überein',
    cpuNotTold: 'Die CPU von {host} oder des jetzigen Hosts ist nicht bekannt',
  },
  untagged: 'ohne Tag',
  trunk: 'ein Trunk von VLANs',
  inside: 'nur im Host',
}
