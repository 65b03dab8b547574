import {
  IconArrowsSplit2,
  IconBulb,
  IconCalculator,
  IconDatabase,
  IconFlask,
  IconHeartbeat,
  IconHistory,
  IconId,
  IconKey,
  IconLogin2,
  IconRulerMeasure,
  IconServer,
  IconSettings,
  IconUsers,
} from '@tabler/icons-react';
import Link from 'next/link';

const sections = [
  {
    title: 'Work',
    links: [
      { href: '/experiments', label: 'Experiments', icon: IconFlask },
      { href: '/metrics', label: 'Metrics', icon: IconRulerMeasure },
      { href: '/planner', label: 'Planner', icon: IconCalculator },
      { href: '/traffic', label: 'Traffic', icon: IconArrowsSplit2 },
      { href: '/learnings', label: 'Learnings', icon: IconBulb },
      { href: '/data-health', label: 'Data health', icon: IconHeartbeat },
    ],
  },
  {
    title: 'Settings',
    links: [
      { href: '/settings/keys', label: 'Keys', icon: IconKey },
      { href: '/settings/environments', label: 'Environments', icon: IconServer },
      { href: '/settings/sources', label: 'Sources', icon: IconDatabase },
      { href: '/settings/members', label: 'Members', icon: IconUsers },
      { href: '/settings/single-sign-on', label: 'Single sign-on', icon: IconLogin2 },
      { href: '/settings/units', label: 'Data of a unit', icon: IconId },
      { href: '/settings/audit', label: 'Audit trail', icon: IconHistory },
      { href: '/settings/workspace', label: 'Workspace', icon: IconSettings },
    ],
  },
] as const;

/** The rooms of the console; the current one is marked for screen readers too. */
export function Navigation({ path }: { readonly path: string }) {
  return (
    <nav className="shell-navigation" aria-label="Console">
      {sections.map(({ title, links }) => (
        <div key={title}>
          <p className="shell-section">{title}</p>
          <ul>
            {links.map(({ href, label, icon: Icon }) => {
              const current = path === href || path.startsWith(`${href}/`);
              return (
                <li key={href}>
                  <Link href={href} className="shell-link" aria-current={current ? 'page' : undefined}>
                    <Icon size={18} stroke={1.7} aria-hidden="true" />
                    {label}
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </nav>
  );
}
