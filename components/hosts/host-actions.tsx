'use client'

import { useDoc } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { runHref } from '@/components/shell/hrefs'
import { useMay } from '@/components/shell/use-user'
import { Button, LinkButton } from '@/components/ui/button'
import { isOpen, type RunWithSteps } from '@/server/domain/run'
import type { Host } from '@/server/domain/world'
import type { OpenSheet } from './open-sheet'

/** What can be done with a host now. `run`: the maintenance that holds it, or brings it there or back. */
export const HostActions = ({
  host,
  run,
  onOpen,
}: {
  readonly host: Host
  readonly run: RunWithSteps | null
  readonly onOpen: (sheet: OpenSheet) => void
}) => {
  const m = useMessages()
  const mayOperate = useMay('operate')
  const manager = useDoc('manager', host.managerId)
  // Also while it is rebooted: what goes on is seen in its run.
  if (run !== null && (run.phase !== 'in-maintenance' || run.steps.some(isOpen)))
    return (
      <LinkButton size="small" href={runHref(run.id)}>
        {m.hosts.running}
      </LinkButton>
    )
  if (run === null && !host.inMaintenance)
    return (
      <Button
        size="small"
        isDisabled={!mayOperate || host.connection === 'down' || host.enteringMaintenance === true}
        aria-label={m.hosts.enterOn(host.name)}
        onPress={() => onOpen({ kind: 'enter', host })}
      >
        {m.hosts.enter}
      </Button>
    )
  return (
    <>
      {run !== null && manager?.capabilities.hostReboot === true ? (
        <Button
          size="small"
          variant="quiet"
          isDisabled={!mayOperate || host.connection !== 'up'}
          aria-label={m.hosts.rebootOn(host.name)}
          onPress={() => onOpen({ kind: 'reboot', host })}
        >
          {m.hosts.reboot}
        </Button>
      ) : null}
      <Button
        size="small"
        isDisabled={!mayOperate}
        aria-label={m.hosts.exitOn(host.name)}
        onPress={() => onOpen({ kind: 'exit', host })}
      >
        <span className="max-md:hidden">{m.hosts.exit}</span>
        <span className="md:hidden">{m.hosts.exitShort}</span>
      </Button>
    </>
  )
}
