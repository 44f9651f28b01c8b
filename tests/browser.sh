#!/bin/bash
# Makes sure there is a browser with Chinese letters for the journeys; installs Debian's where apt and root allow.
# Says in one line when there is none, and exits 1.
set -u

found() {
  command -v chromium || command -v chromium-browser || command -v google-chrome
} >/dev/null 2>&1

chinese() {
  command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh-cn family 2>/dev/null | head -n 1)" ]
}

if found && chinese; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing chromium and fonts-noto-cjk …"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get -qq update; apt-get -qq install -y --no-install-recommends chromium fonts-noto-cjk fontconfig; } >/dev/null 2>&1
fi
if found; then
  chinese || echo "no Chinese font here (fonts-noto-cjk): pages will be tested without Chinese letters"
  exit 0
fi
echo "no browser here (chromium): the browser journeys are left out"
exit 1
