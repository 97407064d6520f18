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
    <header className="col-span-full flex min-h-11 min-w-0 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line bg-panel px-4 max-md:py-1.5 max-sm:flex-nowrap max-sm:gap-x-1 max-sm:px-3">
      <Link href="/" className="flex min-h-6 items-center gap-2 font-[650] tracking-tight md:w-40">
        <Mark />
        <span className="max-sm:sr-only">{m.common.product}</span>
      </Link>
      <CommandPalette />
      <span className="flex-1 max-sm:hidden" />
      <span className="text-sm tabular-nums max-sm:max-w-32 max-sm:truncate">
        <StreamState />
      </span>
      <span className="flex items-center gap-x-2 max-sm:hidden">
        <Clock />
        <ThemeMenu />
      </span>
      <LanguageMenu />
      <UserMenu />
    </header>
  )
}
