export interface GuestOptions {
  readonly name: string
  /** Which host it starts on, counted from 0. */
  readonly host: number
  /** The guest takes so long to follow its power button. */
  readonly slowSeconds?: number
  /** For so long after its boot it does not hear its power button, like one whose system is still starting. Less than a minute. */
  readonly deafSeconds?: number
  /** The guest ignores its power button. */
  readonly hang?: boolean
  /** A disk on the shared storage (read-only: libvirt sees that the lab shares a folder of this machine, no network file system), or on storage that only this host has. */
  readonly disk?: 'shared' | 'local'
  /** False: defined, but off. */
  readonly running?: boolean
  readonly tags?: readonly string[]
}

export interface LabGuest {
  readonly name: string
  readonly uuid: string
  readonly mac: string
  /** Which host it was started on. */
  readonly host: number
}

export const SHARED = '/srv/vm'
export const LOCAL = '/var/lib/libvirt/images'

/** What disks hold from the start, so that a copy can be told from an empty one; qemu-io fails where it reads anything else. */
export const WRITE_PATTERN = 'write -P 90 1M 64k'
export const READ_PATTERN = 'read -P 90 1M 64k'

export const diskPath = (guest: GuestOptions): string | null =>
  guest.disk === undefined ? null : `${guest.disk === 'shared' ? SHARED : LOCAL}/${guest.name}.qcow2`

export const domainXml = (guest: GuestOptions, identity: LabGuest): string => {
  const disk = diskPath(guest)
  const options = `lab.slow=${guest.slowSeconds ?? 0} lab.hang=${guest.hang === true ? 1 : 0} lab.deaf=${guest.deafSeconds ?? 0}`
  const tags = (guest.tags ?? []).map((tag) => `<lab:tag>${tag}</lab:tag>`).join('')
  return `<domain type='qemu'>
  <name>${guest.name}</name>
  <uuid>${identity.uuid}</uuid>
  <metadata><lab:tags xmlns:lab='urn:ridethrough:lab'>${tags}</lab:tags></metadata>
  <memory unit='MiB'>96</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type>
    <kernel>${SHARED}/vmlinuz</kernel>
    <initrd>${SHARED}/initrd</initrd>
    <cmdline>console=ttyS0 quiet ${options}</cmdline>
  </os>
  <features><acpi/></features>
  <cpu mode='custom' match='exact'><model fallback='forbid'>qemu64</model></cpu>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    ${disk === null ? '' : `<disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='none'/><source file='${disk}'/><target dev='vda' bus='virtio'/>${guest.disk === 'shared' ? '<readonly/>' : ''}</disk>`}
    <interface type='bridge'><mac address='${identity.mac}'/><source bridge='guests'/><model type='virtio'/><rom enabled='no'/></interface>
    <serial type='file'><source path='${SHARED}/${guest.name}.console' append='on'/></serial>
  </devices>
</domain>
`
}
