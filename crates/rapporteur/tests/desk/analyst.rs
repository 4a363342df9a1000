//! An analyst at work: correcting, reviewing, undoing, two at once.

use super::browser::{self, Desk, with_browser};
use super::sample;

/// The report of the sample that the tests correct.
const REPORT: &str = "d/camp-david/report/camp-david/03-thurmont";

/// What the positions are now, as text.
async fn matrix(tab: &browser::Tab) -> String {
    tab.script("fetch('/d/camp-david/positions.json?confidence=unsure').then(r => r.text())").await
}

/// How many judgements stand.
async fn standing(tab: &browser::Tab) -> usize {
    tab.script("fetch('/d/camp-david/journal.json').then(r => r.json()).then(all => all.filter(e => e.stands && e.judgement.act !== 'undo').length)")
        .await
}

#[test]
fn report_position_is_corrected_and_the_matrix_changes_and_undoing_brings_it_back() {
    let (_folder, dossier) = sample();
    let desk = Desk::serve(&dossier);
    with_browser(async |person| {
        let tab = person.open(&format!("{}/{REPORT}", desk.address)).await;
        let before = matrix(&tab).await;
        // A position that is for something, and nothing else in its sentence like it.
        tab.script::<bool>(
            "(() => { const li = desk.$('.en[data-section=positions]').find(li => JSON.parse(li.dataset.fields).stance === 'supports');
               window.key = li.id; li.focus(); return true })()",
        )
        .await;
        tab.press(&["3"]).await;
        tab.until("document.activeElement.name === 'stance'").await;
        tab.script::<bool>("(document.activeElement.value = 'opposes', true)").await;
        tab.press(&["Enter"]).await;
        tab.until("document.getElementById(window.key).innerText.includes('corrected')").await;
        tab.until("document.activeElement.id === window.key").await;
        assert!(tab.script::<bool>("!document.getElementById('fixing')").await);
        let entry: String = tab.script("document.getElementById(window.key).innerText").await;
        assert!(entry.contains("mira") && entry.contains("stance for against"), "{entry}");
        assert!(tab.script::<bool>("desk.$('.mk[data-e~=\"' + document.getElementById(window.key).dataset.n + '\"]').some(m => m.classList.contains('kc-opposes') || m.classList.contains('kx-opposes'))").await);
        let after = matrix(&tab).await;
        assert_ne!(before, after);
        tab.press(&["u"]).await;
        tab.until("document.getElementById('status').innerText !== ''").await;
        tab.until("!document.getElementById(window.key).innerText.includes('corrected')").await;
        assert_eq!(matrix(&tab).await, before);
        // What is rejected stays in sight, and its button brings it back.
        tab.press(&["r"]).await;
        tab.until("document.getElementById(window.key).innerText.includes('rejected')").await;
        assert!(tab.script::<bool>("!document.getElementById(window.key).dataset.at").await);
        tab.click(".en.cur button[data-undo]").await;
        tab.until("document.getElementById(window.key).dataset.at").await;
        assert_eq!(matrix(&tab).await, before);
    });
}

#[test]
fn report_words_that_are_selected_become_an_entry() {
    let (_folder, dossier) = sample();
    let desk = Desk::serve(&dossier);
    with_browser(async |person| {
        let tab = person.open(&format!("{}/{REPORT}", desk.address)).await;
        let select = "(() => {
            const walk = document.createTreeWalker(document.querySelector('#text'), NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
                const at = walk.currentNode.data.indexOf('declined to describe');
                if (at < 0) continue;
                getSelection().setBaseAndExtent(walk.currentNode, at, walk.currentNode, at + 20);
                return true;
            }
            return false;
        })()";
        assert!(tab.script::<bool>(select).await);
        tab.press(&["n"]).await;
        tab.until("document.activeElement.id === 'code-find'").await;
        for key in "obst".chars() {
            tab.press(&[&key.to_string()]).await;
        }
        tab.press(&["Enter"]).await;
        tab.until("document.activeElement.name === 'issue'").await;
        tab.press(&["Enter"]).await;
        tab.until("document.querySelector('.en.cur .tag')?.innerText === 'added by hand'").await;
        let words: String = tab.script("desk.$('.mk.cur').map(m => m.textContent).join('')").await;
        assert_eq!(words, "declined to describe");
        let kept: String = tab.script("fetch('/d/camp-david/journal.json').then(r => r.json()).then(all => all[0].judgement.entry.anchor.selector[0].exact)").await;
        assert_eq!(kept, "declined to describe");
        // What was used last comes first.
        assert!(tab.script::<bool>(select).await);
        tab.press(&["n"]).await;
        tab.until("document.querySelector('#codes li').innerText.includes('as before')").await;
        tab.press(&["Escape"]).await;
        tab.until("!document.getElementById('coding')").await;
    });
}

#[test]
fn report_two_people_see_each_other_and_lose_nothing() {
    let (_folder, dossier) = sample();
    let desk = Desk::serve(&dossier);
    with_browser(async |person| {
        let address = format!("{}/{REPORT}", desk.address);
        let one = person.open(&address).await;
        let two = person.open(&address).await;
        let nth = |n: usize| {
            format!(
                "(window.key = desk.$('.en[data-section=positions]')[{n}].id, document.getElementById(window.key).focus(), window.key)"
            )
        };
        let key: String = one.script(&nth(0)).await;
        one.press(&["2"]).await;
        one.until("document.activeElement.name === 'point'").await;
        one.script::<bool>("(document.activeElement.value = 'half a sentence', true)").await;
        // The other one judges another entry, then the same.
        let other: String = two.script(&nth(1)).await;
        two.press(&["a"]).await;
        // A page that nobody looks at waits until somebody does.
        one.page.bring_to_front().await.expect("a tab");
        one.until(&format!("document.getElementById('{other}').innerText.includes('confirmed')")).await;
        assert_eq!(
            one.script::<String>("document.activeElement.name + ': ' + document.activeElement.value").await,
            "point: half a sentence"
        );
        two.page.bring_to_front().await.expect("a tab");
        two.script::<bool>(&format!("(document.getElementById('{key}').focus(), true)")).await;
        two.press(&["6"]).await;
        two.until("document.activeElement.name === 'condition'").await;
        two.script::<bool>("(document.activeElement.value = 'peace', true)").await;
        two.press(&["Enter"]).await;
        one.page.bring_to_front().await.expect("a tab");
        one.until(&format!("document.getElementById('{key}').innerText.includes('corrected')")).await;
        assert_eq!(
            one.script::<String>("document.querySelector('#fixing [name=point]').value").await,
            "half a sentence"
        );
        // Saving over it is refused once and said; what was typed is still there, and saving again is knowing it.
        one.press(&["Enter"]).await;
        one.until("document.querySelector('#fixing .wrong')?.innerText.includes('Somebody has changed this entry')")
            .await;
        one.press(&["Enter"]).await;
        one.until("!document.getElementById('fixing')").await;
        two.page.bring_to_front().await.expect("a tab");
        two.until(&format!("document.getElementById('{key}').innerText.includes('half a sentence')")).await;
        let entry: String = two.script(&format!("document.getElementById('{key}').innerText")).await;
        assert!(entry.contains("on the terms: peace"), "{entry}");
        assert_eq!(standing(&two).await, 3);
    });
}

#[test]
fn report_actors_are_merged() {
    let (_folder, dossier) = sample();
    let desk = Desk::serve(&dossier);
    with_browser(async |person| {
        let tab = person.open(&format!("{}/{REPORT}", desk.address)).await;
        let names = "fetch('/d/camp-david/actors.json?limit=500').then(r => r.text())";
        let before: String = tab.script(names).await;
        assert!(before.contains("Jody Powell"));
        tab.script::<bool>(
            "(desk.$('.en[data-section=actors]').find(li => JSON.parse(li.dataset.fields).name === 'Jody Powell').focus(), true)",
        )
        .await;
        tab.press(&["1"]).await;
        tab.until("document.querySelector('#fix-into')").await;
        tab.script::<bool>("(document.querySelector('#fix-into').value = 'Cyrus Vance', document.querySelector('#fix-into').focus(), true)").await;
        tab.press(&["Enter"]).await;
        tab.until("!document.getElementById('fixing')").await;
        assert_ne!(tab.script::<String>(names).await, before);
        tab.press(&["u"]).await;
        tab.until("document.getElementById('status').innerText === 'Undone.'").await;
        assert_eq!(tab.script::<String>(names).await, before);
    });
}

#[test]
fn review_of_ten_entries_by_keyboard() {
    let (_folder, dossier) = sample();
    let desk = Desk::serve(&dossier);
    with_browser(async |person| {
        let tab = person.open(&format!("{}/d/camp-david/review", desk.address)).await;
        let ready: usize = tab.script("document.querySelectorAll('.item').length").await;
        assert!(ready >= 10, "{ready} questions");
        let mut asked = Vec::new();
        for key in ["a", "r", "1", "a", "a", "r", "2", "a", "r", "a"] {
            let question: String = tab.script("document.querySelector('.item:not([hidden])').id").await;
            asked.push(question.clone());
            tab.press(&[key]).await;
            // The next question is there without waiting for anybody.
            assert_ne!(tab.script::<String>("document.querySelector('.item:not([hidden])')?.id || ''").await, question);
        }
        let mut different = asked.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), 10, "{asked:?}");
        tab.until("JSON.parse(sessionStorage.getItem('rapporteur.mine ' + desk.base)).length === 10").await;
        assert_eq!(standing(&tab).await, 10);
        tab.press(&["u"]).await;
        tab.until("document.getElementById('status').innerText === 'Undone.'").await;
        assert_eq!(standing(&tab).await, 9);
        let shown: String = tab.script("document.querySelector('.item:not([hidden])').id").await;
        assert_eq!(Some(&shown), asked.last());
        // The journal lists and undoes it.
        tab.go(&format!("{}/d/camp-david/journal", desk.address)).await;
        assert_eq!(tab.script::<usize>("document.querySelectorAll('.entered').length").await, 11);
        tab.click("#journal button[data-undo]").await;
        tab.until("document.querySelectorAll('.entered').length === 12").await;
        assert_eq!(standing(&tab).await, 8);
    });
}

#[test]
fn two_actors_are_made_one_in_their_list_and_told_apart_again() {
    let (_folder, dossier) = sample();
    let desk = Desk::serve(&dossier);
    with_browser(async |person| {
        let tab = person.open(&format!("{}/d/camp-david/actors", desk.address)).await;
        let slot = "span.merge[data-actor='Jody Powell']";
        tab.until(&format!("document.querySelector(\"{slot} button\")")).await;
        tab.script::<bool>(&format!("(document.querySelector(\"{slot} button\").click(), true)")).await;
        tab.until("document.activeElement.closest('form.naming')").await;
        tab.page.find_element("form.naming input").await.expect("a field").type_str("Vance").await.expect("typed");
        tab.until("document.querySelector('#named option')?.value === 'Cyrus Vance'").await;
        tab.script::<bool>("(document.querySelector('form.naming input').value = 'Cyrus Vance', true)").await;
        tab.press(&["Enter"]).await;
        tab.until("!document.querySelector(\"span.merge[data-actor='Jody Powell']\")").await;
        tab.until("document.querySelector('#status').innerText.includes('from now on, in every view')").await;
        tab.go(&format!("{}/d/camp-david/actor/Cyrus%20Vance", desk.address)).await;
        tab.until("document.querySelector(\".apart[data-form='Jody Powell'] button\")").await;
        tab.script::<bool>("(document.querySelector(\".apart[data-form='Jody Powell'] button\").click(), true)").await;
        tab.until("!document.querySelector(\".apart[data-form='Jody Powell']\")").await;
    });
}
