'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import './tab-links.css';

interface TabLinksProps {
  readonly label: string;
  readonly tabs: readonly { readonly href: string; readonly label: string }[];
}

/** Parts of a subject, each at its own address. */
export function TabLinks({ label, tabs }: TabLinksProps) {
  const path = usePathname();
  return (
    <nav className="tab-links" aria-label={label}>
      {tabs.map((tab) => (
        <Link key={tab.href} href={tab.href} aria-current={path === tab.href ? 'page' : undefined}>
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
