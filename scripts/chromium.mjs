// Which Chromium the browser tests use: CHROMIUM_PATH, Debian's, else Playwright's own. Null: none.
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

export const findChromium = () => {
  const given = process.env.CHROMIUM_PATH
  if (given !== undefined && given !== '') return existsSync(given) ? given : null
  if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium'
  const own = chromium.executablePath()
  return existsSync(own) ? own : null
}
