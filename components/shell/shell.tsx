'use client'

import type { ReactNode } from 'react'
import { LiveProvider } from '@/components/live/live-provider'
import { useLivePhase } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { Banners } from './banners'
import { DemoBar } from './demo-bar'
import { PowerStrip } from './power-strip'
import { Rail } from './rail'
import { TopBar } from './top-bar'
import { WorstState } from './worst-state'

const Frame = ({ children }: { readonly children: ReactNode }) => {
  const m = useMessages()
  const phase = useLivePhase()
  return (
    <div className="grid h-full grid-rows-[auto_minmax(0,1fr)] max-md:grid-rows-[auto_auto_minmax(0,1fr)] grid-cols-[minmax(0,1fr)] md:grid-cols-[188px_minmax(0,1fr)]">
      <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-raised focus:p-3">
        {m.shell.skip}
      </a>
      <TopBar />
      <Rail />
      <div className="flex min-h-0 min-w-0 flex-col">
        <DemoBar />
        <Banners />
        <PowerStrip />
        <main
          id="content"
          tabIndex={-1}
          className={`relative flex min-h-0 min-w-0 flex-1 flex-col gap-4 overflow-y-auto p-5 [&>*]:shrink-0 outline-none max-sm:p-3 ${phase === 'reconnecting' ? 'hatched' : ''}`}
        >
          {children}
        </main>
      </div>
      <WorstState />
    </div>
  )
}

export const Shell = ({ children }: { readonly children: ReactNode }) => (
  <LiveProvider>
    <Frame>{children}</Frame>
  </LiveProvider>
)
