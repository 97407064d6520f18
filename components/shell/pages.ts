export const PAGES = [
  { id: 'overview', href: '/' },
  { id: 'power', href: '/power' },
  { id: 'hosts', href: '/hosts' },
  { id: 'plans', href: '/plans' },
  { id: 'runs', href: '/runs' },
  { id: 'audit', href: '/audit' },
  { id: 'settings', href: '/settings' },
] as const
