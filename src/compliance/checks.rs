//! The table of checks: what is asked, by which clause, under which profiles, and what is looked at.

use super::Light;
use super::facts::Facts;
use super::looks;

/// What a look found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// How it turned out.
    pub light: Light,
    /// Why, in a sentence.
    pub reason: String,
}

/// How a check is seen.
#[derive(Clone, Copy)]
pub enum Sees {
    /// Computed from data; where in the desk it is mended.
    Data(fn(&Facts) -> Looked, &'static str),
    /// The software cannot but do it: file and name of the test that shows it, two spaces between.
    Built(&'static str),
    /// No computer can see it.
    Said,
}

impl std::fmt::Debug for Sees {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Data(..) => "data",
            Self::Built(_) => "built",
            Self::Said => "said",
        })
    }
}

/// One check.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// Its id.
    pub id: &'static str,
    /// What is asked.
    pub title: &'static str,
    /// By which clause.
    pub source: &'static str,
    /// Under which profiles.
    pub profiles: &'static [&'static str],
    /// Whether the decree asks it, which binds communes only from 2022 on.
    pub decree: bool,
    /// How it is seen.
    pub sees: Sees,
}

const ALL: &[&str] = &["2016", "2018", "2022", "2026"];
const FROM_2018: &[&str] = &["2018", "2022", "2026"];
const FROM_2026: &[&str] = &["2026"];
const UNTIL_2026: &[&str] = &["2016", "2018", "2022"];

/// One check a line: who asks, its id, under which profiles, how it is seen; what is asked, by which clause.
macro_rules! checks {
    ($($who:ident $id:literal $profiles:ident $sees:ident $($look:ident)? $($place:literal)? :: $title:literal $source:literal;)*) => {
        /// Every check, in the order of the page.
        pub const CHECKS: &[Check] = &[$(Check {
            id: $id,
            title: $title,
            source: $source,
            profiles: $profiles,
            decree: checks!(@asked $who),
            sees: checks!(@sees $sees $($look)? $($place)?),
        }),*];
    };
    (@asked decree) => { true };
    (@asked law) => { false };
    (@sees data $look:ident $mend:literal) => { Sees::Data(looks::$look, $mend) };
    (@sees built $test:literal) => { Sees::Built($test) };
    (@sees said) => { Sees::Said };
}

checks! {
    decree "P-a" ALL data introduction "/cham-soc" ::
        "Giới thiệu đủ sáu nội dung, không quá hạn rà soát" "Nghị định 43/2011/NĐ-CP Điều 10.1.a";
    decree "P-b" ALL data news "/tin-bai/moi" ::
        "Tin tức, sự kiện trong 7 ngày" "Nghị định 43/2011/NĐ-CP Điều 10.1.b; Quy chế Điều 9.1";
    decree "P-c" ALL data steering "/tin-bai/moi" ::
        "Chỉ đạo, điều hành đủ bốn phần" "Nghị định 43/2011/NĐ-CP Điều 10.1.c";
    decree "P-d" ALL data education "/tin-bai/moi" ::
        "Tuyên truyền, phổ biến pháp luật" "Nghị định 43/2011/NĐ-CP Điều 10.1.d";
    decree "P-đ" ALL data plans "/tin-bai/moi" ::
        "Chiến lược, quy hoạch, kế hoạch đủ bốn nhóm" "Nghị định 43/2011/NĐ-CP Điều 10.1.đ";
    decree "P-e" ALL data documents "/tin-bai?loai=document&trang-thai=live" ::
        "Văn bản có đủ bảy thông tin và tệp tải về" "Nghị định 43/2011/NĐ-CP Điều 10.1.e";
    decree "P-h" ALL data projects "/tin-bai/moi" ::
        "Dự án, đấu thầu, mua sắm công theo tình trạng" "Nghị định 43/2011/NĐ-CP Điều 10.1.h";
    decree "P-i" ALL data consultations "/lay-y-kien" ::
        "Lấy ý kiến: công bố tổng hợp đúng hạn" "Nghị định 43/2011/NĐ-CP Điều 10.1.i; Luật Tiếp cận thông tin Điều 17.1.c";
    decree "P-k" ALL data leaders "/tin-bai/moi" ::
        "Liên hệ của cán bộ có thẩm quyền, có thư điện tử chính thức" "Nghị định 43/2011/NĐ-CP Điều 10.1.k";
    law "P-l" ALL data footer "/don-vi" ::
        "Thông tin giao dịch của cổng ở chân mọi trang" "Nghị định 43/2011/NĐ-CP Điều 10.1.l; Thông tư 32/2017/TT-BTTTT Điều 16.3.c";
    decree "P-11" ALL data research "/tin-bai/moi" ::
        "Danh mục đề tài khoa học" "Nghị định 43/2011/NĐ-CP Điều 11; Quy chế Điều 3.11";
    decree "P-12" ALL data statistics "/tin-bai/moi" ::
        "Thông tin thống kê đủ năm phần" "Nghị định 43/2011/NĐ-CP Điều 12";
    decree "P-13" ALL data languages "/tin-bai" ::
        "Thông tin bằng tiếng nước ngoài (cấp tỉnh bắt buộc, nơi khác khuyến khích)" "Nghị định 43/2011/NĐ-CP Điều 13";
    law "P-14" ALL built "tests/documents.rs  a_document_is_cited_marked_printed_and_described" ::
        "Dữ liệu đặc tả của từng trang" "Nghị định 43/2011/NĐ-CP Điều 14; Thông tư 24/2011/TT-BTTTT";
    decree "P-18" UNTIL_2026 data procedures_by_level "/tin-bai?chuyen-muc=dich-vu-cong&trang-thai=live" ::
        "Danh mục dịch vụ công theo lĩnh vực và mức độ" "Nghị định 43/2011/NĐ-CP Điều 18";
    decree "P-18-26" FROM_2026 data procedures_by_mode "/tin-bai?chuyen-muc=dich-vu-cong&trang-thai=live" ::
        "Dịch vụ công dẫn tới Cổng dịch vụ công quốc gia, ghi toàn trình hay một phần" "Nghị định 224/2026/NĐ-CP Điều 9.1, Điều 14";
    law "P-19" FROM_2018 data disclosed "/cong-khai" ::
        "Danh mục thông tin phải được công khai, đủ hình thức, thời điểm, thời hạn" "Luật Tiếp cận thông tin Điều 19.1; Nghị định 13/2018/NĐ-CP Điều 6.3";
    law "P-19b" FROM_2018 data forms "/tin-bai/moi" ::
        "Mẫu phiếu yêu cầu cung cấp thông tin" "Nghị định 13/2018/NĐ-CP Điều 11";
    law "P-9-26" FROM_2026 said ::
        "Công bố người phát ngôn và danh sách trang mạng xã hội chính thức" "Nghị định 244 Điều 4, Điều 5.2";
    law "F-1" ALL built "tests/functions.rs  f_1_every_live_item_is_found_by_its_title_with_and_without_marks" ::
        "Tìm kiếm thấy mọi nội dung đang đăng" "Nghị định 43/2011/NĐ-CP Điều 15.1.a";
    decree "F-2" ALL data links "/lien-ket-hong" ::
        "Liên kết tới đơn vị trực thuộc và cơ quan khác" "Nghị định 43/2011/NĐ-CP Điều 15.1.b, Điều 16";
    law "F-3" ALL built "tests/functions.rs  f_3_every_live_item_has_a_print_view_that_tells_where_it_comes_from" ::
        "In và lưu từng tin, bài" "Nghị định 43/2011/NĐ-CP Điều 15.1.c";
    law "F-4" ALL built "tests/stories.rs  a_question_goes_to_the_unit_by_mail_and_back_to_the_page" ::
        "Gửi câu hỏi và theo dõi bằng mã" "Nghị định 43/2011/NĐ-CP Điều 15.2";
    decree "F-5" ALL data questions "/viec-tre-han" ::
        "Trả lời câu hỏi đúng hạn; không thuộc thẩm quyền thì báo ngay" "Nghị định 43/2011/NĐ-CP Điều 17.1.đ";
    law "F-6" ALL built "tests/stories.rs  a_refused_form_names_every_reason_and_keeps_what_was_typed" ::
        "Tin, bài, ảnh có tác giả và nguồn" "Nghị định 43/2011/NĐ-CP Điều 5.3; Quy chế Điều 8.1";
    law "F-7" ALL data uptime "/hoat-dong" ::
        "Hoạt động 24 giờ mọi ngày" "Nghị định 43/2011/NĐ-CP Điều 27.1";
    law "F-8" ALL said ::
        "Chống tấn công, dự phòng, phương án ứng cứu" "Nghị định 43/2011/NĐ-CP Điều 29";
    law "F-8c" ALL data drilled "/sao-luu" ::
        "Đã diễn tập khôi phục dữ liệu trong 12 tháng qua" "Nghị định 43/2011/NĐ-CP Điều 29";
    law "F-8b" ALL data copied "/sao-luu" ::
        "Dữ liệu được sao lưu trong 7 ngày qua" "Quy chế Điều 6.5; Nghị định 43/2011/NĐ-CP Điều 29";
    law "F-9" FROM_2026 built "tests/questions_answers.rs  the_published_page_is_filed_fed_described_and_rated" ::
        "Đánh giá mức độ hài lòng không lưu danh tính" "Nghị định 224/2026/NĐ-CP Điều 10.3";
    law "F-10" FROM_2018 built "tests/functions.rs  f_10_under_the_profile_of_2026_an_outage_is_announced_seven_working_days_before" ::
        "Báo trước khi tạm ngừng theo kế hoạch" "Thông tư 32/2017/TT-BTTTT Điều 11.2.e; Nghị định 224/2026/NĐ-CP Điều 13.1";
    law "F-11" FROM_2026 built "tests/reports.rs  statistics_are_given_by_the_three_groups_for_a_site_and_those_below" ::
        "Thống kê tự động theo ba nhóm" "Nghị định 224/2026/NĐ-CP Điều 12.2";
    law "F-11b" FROM_2026 said ::
        "Đã kết nối số liệu thống kê với hệ thống giám sát quốc gia" "Nghị định 224/2026/NĐ-CP Điều 12.3";
    law "F-12" ALL built "src/public/views/check.rs  metadata_names_every_element_that_is_there" ::
        "Dữ liệu đặc tả đủ phần tử bắt buộc" "Nghị định 43/2011/NĐ-CP Điều 14; Nghị định 224/2026/NĐ-CP Điều 11.5";
    law "F-13" FROM_2026 built "tests/media.rs  what_is_taken_out_comes_back_or_goes_for_good_and_takes_nobody_elses_bytes" ::
        "Hoàn tác được thao tác gỡ, khôi phục được bản trước" "Nghị định 224/2026/NĐ-CP Điều 23.6.a";
    law "F-14" FROM_2026 data component "/don-vi" ::
        "Trang cấp xã là thành phần của cổng cấp tỉnh" "Nghị định 224/2026/NĐ-CP Điều 11.1";
    law "F-15" FROM_2018 built "tests/after.rs  a_correction_says_what_it_corrects_and_page_feed_and_search_follow" ::
        "Đính chính nêu rõ nội dung sửa, hiện trên trang và nguồn tin" "Luật Tiếp cận thông tin Điều 22";
    law "A-1" FROM_2018 data menu "/tin-bai/moi" ::
        "Đầu trang: biểu trưng, tên đầy đủ, bốn mục của thực đơn" "Thông tư 32/2017/TT-BTTTT Điều 16.3";
    law "A-2" FROM_2018 data footer "/don-vi" ::
        "Chân trang đủ năm thông tin" "Thông tư 32/2017/TT-BTTTT Điều 16.3.c";
    law "A-3" FROM_2018 built "tests/crawl.rs  every_page_that_can_be_reached_holds_what_is_asked_of_it_and_the_site_map_names_them_all" ::
        "Sơ đồ trang cho người đọc và cho máy tìm kiếm, đầy đủ" "Thông tư 32/2017/TT-BTTTT Điều 16.4.b";
    law "A-4" FROM_2018 data shown "/don-vi" ::
        "Chuyên mục bắt buộc hiện trên thực đơn" "Thông tư 32/2017/TT-BTTTT Điều 16.2";
    law "A-5" FROM_2018 built "tests/browser/sections.test.mjs  the sections of ${site}: no sideways scroll, axe, headings" ::
        "Xem được trên điện thoại" "Thông tư 32/2017/TT-BTTTT Điều 17.1; Nghị định 224/2026/NĐ-CP Điều 10.3.a";
    law "A-6" FROM_2018 built "src/face/palettes.rs  every_palette_is_legible_by_day_and_by_night" ::
        "Độ tương phản rõ; đổi được tương phản" "Thông tư 32/2017/TT-BTTTT Điều 18.1.a";
    law "A-7" FROM_2018 built "tests/browser/sections.test.mjs  pages stand there soon over a slow line, are light, and nothing in them moves" ::
        "Không có chữ nhấp nháy, chữ chạy" "Thông tư 32/2017/TT-BTTTT Điều 18.1.b";
    law "A-8" FROM_2018 built "src/items/checks/tests.rs  a_picture_needs_author_source_and_words" ::
        "Ảnh, hình có lời mô tả; âm thanh, phim có lời" "Thông tư 32/2017/TT-BTTTT Điều 18.1.c";
    law "A-9" FROM_2018 data access "/can-xu-ly?loai=tiep-can" ::
        "Chữ liên kết có nghĩa, đầu mục theo cấp, bảng có tiêu đề" "Thông tư 32/2017/TT-BTTTT Điều 18.1.d, 18.1.đ";
    law "A-9b" FROM_2018 data textless "/tep-chua-co-chu" ::
        "Tệp đính kèm đọc được chữ" "Thông tư 32/2017/TT-BTTTT Điều 18.1";
    law "A-10" FROM_2018 built "src/items/checks/tests.rs  the_build_of_a_text_is_looked_at" ::
        "Bảng có tên và ô tiêu đề" "Thông tư 32/2017/TT-BTTTT Điều 18.1.đ";
    law "A-11" FROM_2018 built "tests/browser/sections.test.mjs  a citizen does everything by keyboard: skips, jumps, unfolds, searches, asks, follows up" ::
        "Phím tắt, lối đến nội dung chính" "Thông tư 32/2017/TT-BTTTT Điều 18.2";
    law "A-12" FROM_2018 said ::
        "IPv6 và DNSSEC" "Thông tư 32/2017/TT-BTTTT Điều 15.4; Nghị định 224/2026/NĐ-CP Điều 11.4";
    law "A-13" FROM_2018 data tls "" ::
        "Truy cập bằng HTTPS" "Thông tư 32/2017/TT-BTTTT Điều 20";
    law "A-14" FROM_2018 built "tests/functions.rs  a_14_the_limit_of_files_is_told_beside_the_field_and_holds" ::
        "Giới hạn dung lượng ghi bên ô chọn tệp" "Thông tư 32/2017/TT-BTTTT Điều 7.3.c";
    law "A-15" FROM_2018 said ::
        "Chờ quá 10 giây thì hiện tiến độ" "Thông tư 32/2017/TT-BTTTT Điều 11.2.đ";
    law "A-16" FROM_2018 data box_of_the_site "/don-vi" ::
        "Hộp thư nhận góp ý về trang" "Thông tư 32/2017/TT-BTTTT Điều 11.2.g";
    law "A-17" FROM_2018 said ::
        "Đạt WCAG theo lần kiểm tra gần nhất, có người dùng bàn phím và trình đọc màn hình" "Thông tư 22/2023/TT-BTTTT; Thông tư 32/2017/TT-BTTTT Điều 17.3";
    law "A-18" ALL built "src/items/checks/tests.rs  old_encodings_are_refused" ::
        "Chữ theo Unicode TCVN 6909" "Nghị định 43/2011/NĐ-CP Điều 7.1; Quy chế Điều 9.2";
    law "A-19" FROM_2018 built "tests/media.rs  what_a_file_is_decides_and_the_person_is_told" ::
        "Tệp đúng định dạng cho phép" "Thông tư 32/2017/TT-BTTTT Điều 7.1.a";
    law "A-20" ALL built "tests/crawl.rs  feeds_of_sections_and_units_are_xml_and_security_txt_holds_for_less_than_a_year" ::
        "Nguồn tin theo chuyên mục và đơn vị; ghi giờ đăng, giờ sửa" "Nghị định 43/2011/NĐ-CP Điều 15.1.c";
    law "A-21" ALL data domain "" ::
        "Tên miền gov.vn, đủ tên, không dấu" "Nghị định 43/2011/NĐ-CP Điều 6; Nghị định 224/2026/NĐ-CP Điều 11.4";
    law "A-22" ALL data broken "/lien-ket-hong" ::
        "Không có liên kết hỏng" "Quy chế Điều 3.16";
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_test_that_a_check_names_is_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut looked_for = 0;
        for check in CHECKS {
            let Sees::Built(test) = check.sees else { continue };
            let (file, name) = test.split_once("  ").unwrap_or_else(|| panic!("{}: {test}", check.id));
            let text =
                std::fs::read_to_string(root.join(file)).unwrap_or_else(|_| panic!("{}: {file}", check.id));
            let as_rust = text.contains(&format!("fn {name}("));
            let in_chromium =
                ["'", "`"].iter().any(|mark| text.contains(&format!("test({mark}{name}{mark}")));
            assert!(as_rust || in_chromium, "{}: {file} has no {name}", check.id);
            looked_for += 1;
        }
        assert!(looked_for > 15, "{looked_for}");
    }

    #[test]
    fn every_check_stands_once_and_names_its_source() {
        for (at, check) in CHECKS.iter().enumerate() {
            assert!(CHECKS[..at].iter().all(|other| other.id != check.id), "{} stands twice", check.id);
            assert!(!check.source.is_empty() && !check.profiles.is_empty() && !check.title.is_empty());
        }
    }
}
