import { expect, test } from 'vitest';
import { isDeclaredBot } from '../../../lib/ingestion/bot-filter';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

test.each([
  `Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/120.0.0.0 Safari/537.36`,
  `Mozilla/5.0 (Linux; Android 10; K) ${webkit} SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36`,
  `Mozilla/5.0 (Linux; Android 13; CUBOT KINGKONG 9) ${webkit} Chrome/120.0.0.0 Mobile Safari/537.36`,
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko',
  'Mozilla/5.0 (PlayStation 4 3.11) AppleWebKit/537.73 (KHTML, like Gecko)',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:120.0) Gecko/20100101 Firefox/120.0',
  'Opera/9.80 (J2ME/MIDP; Opera Mini/9) Presto/2.5.25 Version/10.54',
  'okhttp/4.12',
  'node',
  'MyShop/1.2 (iPhone; iOS 17)',
])('a person browses, or an app sends, with %s', (userAgent) => {
  expect(isDeclaredBot(userAgent)).toBe(false);
});

test.each([
  'Googlebot/2.1 (+http://www.google.com/bot.html)',
  `Mozilla/5.0 ${webkit.replace(')', '; compatible; Googlebot/2.1; +http://www.google.com/bot.html)')} Chrome/112.0.0.0`,
  `Mozilla/5.0 (X11; Linux x86_64) ${webkit} HeadlessChrome/120.0.0.0 Safari/537.36`,
  'Mozilla/5.0',
  'Mozilla/5.0 x',
])('nobody browses with %s', (userAgent) => {
  expect(isDeclaredBot(userAgent)).toBe(true);
});
