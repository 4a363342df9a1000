#!/usr/bin/env bash
# What the pages of a dossier take, drawn for the first time and kept, and how they bear 200 readers at once.
# usage: bench/desk.sh RAPPORTEUR FILE.dossier     (needs curl, and wrk for the load)
set -euo pipefail
program=$1 file=$2
name=$(basename "$file" .dossier)
at=127.0.0.1:8797
"$program" serve "$file" --addr "$at" 2>/dev/null &
desk=$!
trap 'kill $desk' EXIT
until curl -s -o /dev/null "$at/"; do sleep 0.2; done
curl -s -o /dev/null -w 'the record is read and the brief drawn: %{time_total} s\n' "$at/d/$name/brief"
sleep 1

address() { curl -s "$at/d/$name/$1" | grep -o "/d/$name/$2/[^\"?]*" | head -1; }
pages=(brief positions timeline places texts actors network disagreements changes 'changes?since=1981-01-01' figures sources reports
  review journal 'search?q=treaty' export add texts/compare 'positions?as-of=1983-06-30' 'timeline?as-of=1983-06-30')
report=$(address reports report) actor=$(address actors actor)
pages+=("${report#/d/"$name"/}" "${actor#/d/"$name"/}")
printf '%-32s %8s %8s %8s\n' page 'first s' 'again s' bytes
for page in "${pages[@]}"; do
  first=$(curl -s -f -o /dev/null -w '%{time_total} %{size_download}' "$at/d/$name/$page")
  again=$(curl -s -f -o /dev/null -w '%{time_total}' "$at/d/$name/$page")
  printf '%-32s %8.3f %8.3f %8d\n' "$page" "${first% *}" "$again" "${first#* }"
done
for page in positions reports brief; do
  echo "200 readers of $page, 12 s"
  wrk -t 1 -c 200 -d 12s --latency "http://$at/d/$name/$page" | grep -E '50%|99%|Requests/sec|Transfer/sec|errors|Non-2xx'
done
