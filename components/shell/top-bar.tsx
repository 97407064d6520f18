'use client'

import Link from 'next/link'
import { useMessages } from '@/components/messages/use-messages'
import { Clock } from './clock'
import { CommandPalette } from './command-palette'
import { Mark } from './mark'
import { StreamState } from './stream-state'
import { LanguageMenu, ThemeMenu, UserMenu } from './user-menu'

export const TopBar = () => {
  const m = useMessages()
  return (
    <header className="col-span-full flex min-h-11 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line bg-panel px-4 max-md:py-1.5">
      <Link href="/" className="flex min-h-6 items-center gap-2 font-[650] tracking-tight md:w-40">
        <Mark />
        {m.common.product}
      </Link>
      <CommandPalette />
      <span className="flex-1" />
      <span className="text-sm tabular-nums max-sm:order-last max-sm:w-full">
        <StreamState />
      </span>
      <Clock />
      <ThemeMenu />
      <LanguageMenu />
      <UserMenu />
    </header>
  )
}
